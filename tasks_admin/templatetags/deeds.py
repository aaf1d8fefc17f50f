"""What the audit page may say about a deed; the wording is in `web.deeds`."""

from typing import Any

from django import template

from tasks_admin.queries.audit import AuditFilter, AuditRow
from tasks_admin.web import deeds

register = template.Library()


@register.filter
def deed_icon(row: AuditRow) -> str:
    """Name the shape of a deed."""
    return deeds.icon_of(row.action)


@register.filter
def deed_subject(row: AuditRow) -> str:
    """Write what it was done to."""
    return deeds.subject_of(row)


@register.filter
def deed_address(row: AuditRow) -> str:
    """Write where that is shown."""
    return deeds.address_of(row)


@register.filter
def particulars(details: dict[str, Any]) -> list[tuple[str, str]]:
    """Write the particulars of a deed."""
    return deeds.details_of(details)


@register.simple_tag
def with_user(row: AuditRow, chosen: AuditFilter) -> str:
    """Write the filter narrowed to the deeds of the same user."""
    return chosen.query_string(user=row.username)
