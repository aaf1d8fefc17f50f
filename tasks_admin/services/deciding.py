"""What people decide on rows set aside: fixed, ignored, or open again."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from background.errors import NotPossible
from tasks_admin.models import AuditEntry, SetAsideCase
from tasks_admin.services import auditing

Status = SetAsideCase.Status
DEEDS = {
    Status.FIXED: AuditEntry.Action.FIXED,
    Status.IGNORED: AuditEntry.Action.IGNORED,
    Status.OPEN: AuditEntry.Action.REOPENED,
}
FROM = {
    Status.FIXED: (Status.OPEN, Status.IGNORED),
    Status.IGNORED: (Status.OPEN, Status.FIXED),
    Status.OPEN: (Status.FIXED, Status.IGNORED),
}
"""What may become of a case; one that a run has solved is over."""
NOTE_LENGTH = 500


def decide(
    cases: QuerySet[SetAsideCase], status: SetAsideCase.Status, *, note: str, user: Any
) -> int:
    """Mark the cases, with a note on why; return how many it was.

    Raises NotPossible without a note; then nothing is marked.
    """
    note = note.strip()[:NOTE_LENGTH]
    if not note:
        raise NotPossible("Say in a note why, so that others know")
    with transaction.atomic():
        open_to_it = cases.filter(status__in=FROM[status]).order_by()
        tally = _tally(open_to_it)
        count = open_to_it.update(
            status=status,
            note=note,
            decided_by=user,
            username=user.get_username(),
            decided_at=timezone.now(),
        )
        for (task_name, source, reason), rows in tally.items():
            auditing.note(
                DEEDS[status], task_name, user=user,
                rows=rows, source=source, reason=reason, note=note,
            )  # fmt: skip
    return count


def _tally(cases: QuerySet[SetAsideCase]) -> dict[tuple[str, str, str], int]:
    tally: dict[tuple[str, str, str], int] = {}
    for group in cases.values_list("task_name", "source", "reason"):
        tally[group] = tally.get(group, 0) + 1
    return tally
