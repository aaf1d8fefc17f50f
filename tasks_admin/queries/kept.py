"""The runs that somebody keeps for good."""

from dataclasses import dataclass

from tasks_admin.models import AuditEntry, Run
from tasks_admin.queries.run_rows import COLUMNS, RunRow, rows

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """The newest kept runs."""

    rows: list[RunRow]
    has_more: bool


def kept_runs() -> Kept:
    """Return the runs that were kept last and still are.

    They are found by their audit entries, of which there are few; a look for the mark itself
    would read every run.
    """
    noted = AuditEntry.objects.filter(action=AuditEntry.Action.KEPT).order_by("-at")
    ids = list(dict.fromkeys(noted.values_list("subject_id", flat=True)[: 4 * SHOWN]))
    found = list(Run.seen.filter(pk__in=ids, kept=True).only(*COLUMNS).order_by("-id"))
    return Kept(rows(found[:SHOWN]), len(found) > SHOWN)
