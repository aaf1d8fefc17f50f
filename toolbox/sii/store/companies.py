"""Companies as jobs look them up, and as they are written."""

from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.db import transaction

from background import NotFound
from toolbox.sii.models import Company

TOLD_BESIDE = {"company_rut": "rut", "company_name": "name"}
"""Columns of other tables, and what of the company they repeat."""


def company_of(company_id: UUID) -> Company:
    """Return an active company; raises NotFound for one that is not there or not active."""
    company = Company.objects.filter(pk=company_id).first()
    if company is None:
        raise NotFound("Company not found: {company}", company=str(company_id))
    if not company.is_active:
        raise NotFound(
            "{company} is not active: make it active before its files are taken up",
            company=company.name,
        )
    return company


def active_companies() -> list[UUID]:
    """Return the companies that jobs for all companies take up, by name."""
    active = Company.objects.filter(is_active=True).order_by("name", "pk")
    return list(active.values_list("pk", flat=True))


def names_of(company_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of companies by their identifiers."""
    found = Company.objects.filter(pk__in=list(company_ids)).values_list("pk", "name")
    return {str(key): name for key, name in found}


@transaction.atomic
def save(company: Company) -> None:
    """Write a company; tables that tell its RUT or name beside their figures follow."""
    before = Company.objects.filter(pk=company.pk).values(*TOLD_BESIDE.values()).first()
    company.save()
    if before is None:
        return
    now = {name: getattr(company, name) for name in TOLD_BESIDE.values()}
    if now == before:
        return
    for model in apps.get_app_config("toolbox").get_models():
        columns = {field.name for field in model._meta.concrete_fields}
        told = {there: now[here] for there, here in TOLD_BESIDE.items() if there in columns}
        if told and "company" in columns:
            model._default_manager.filter(company=company).update(**told)
