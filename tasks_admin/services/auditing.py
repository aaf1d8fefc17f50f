"""Writing down who did what, in the transaction of the deed."""

from typing import Any

from django.utils import timezone

from tasks_admin.models import AuditEntry


def note(
    action: AuditEntry.Action,
    subject: str,
    subject_id: object = "",
    *,
    user: Any = None,
    username: str = "",
    **details: Any,
) -> None:
    """Record one deed; `details` are plain JSON values, never secrets."""
    AuditEntry.objects.create(
        at=timezone.now(),
        user=user,
        username=user.get_username() if user else username,
        action=action,
        subject=subject,
        subject_id=str(subject_id),
        details=details,
    )


def exported(
    user: Any, dataset: str, *, form: str, query: str = "", rows: int | None = None
) -> None:
    """Record that a dataset was taken out: as what, which rows, and how many if that is known."""
    note(AuditEntry.Action.EXPORTED, dataset, user=user, form=form, query=query, rows=rows)
