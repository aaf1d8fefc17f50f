"""The lists in Django's admin: who may edit them, and that every change is written down."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client

from tasks_admin.access import seed_groups
from tasks_admin.models import AuditEntry
from toolbox.lists.models import SpecialSettlement

PAGE = "/admin/toolbox/specialsettlement/add/"
ENTRY = {"which": "cobranza_especial", "code": " LIQ1 ", "valid_from": "2024-06-01"}


@pytest.mark.django_db
def test_an_administrator_edits_the_lists_and_it_is_written_down(
    administrator: User, client: Client
) -> None:
    seed_groups()
    client.force_login(administrator)

    assert client.post(PAGE, ENTRY).status_code == 302

    assert SpecialSettlement.objects.get().code == "LIQ1"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.username, entry.subject_id) == ("administrator", str(
        SpecialSettlement.objects.get().pk))  # fmt: skip


@pytest.mark.django_db
def test_a_second_entry_for_the_same_days_is_refused_with_the_reason(
    administrator: User, client: Client
) -> None:
    seed_groups()
    client.force_login(administrator)
    client.post(PAGE, ENTRY)

    answer = client.post(PAGE, ENTRY)

    assert answer.status_code == 200
    assert "Another entry about the same" in answer.content.decode()
    assert SpecialSettlement.objects.count() == 1


@pytest.mark.django_db
def test_an_operator_may_not(operator: User, client: Client) -> None:
    operator.is_staff = True
    operator.save()
    client.force_login(operator)
    assert client.post(PAGE, ENTRY).status_code == 403
    assert not SpecialSettlement.objects.exists()


def test_every_admin_that_changes_something_is_witnessed() -> None:
    silent = [
        model.__name__
        for model in filter(admin.site.is_registered, apps.get_models())
        if model._meta.app_label != "tasks_admin"
        and not getattr(admin.site.get_model_admin(model), "is_witnessed", False)
    ]
    assert silent == []
