"""Which runs a bulk action would do something to."""

from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tasks_admin.models import Run, RunStatus
from tasks_admin.models.status import ACTIVE, RETRIABLE
from tasks_admin.queries.run_filter import RunFilter
from tasks_admin.queries.run_rows import COLUMNS, RunRow, rows

BULK_TASK = "console.bulk"
PRUNE_TASK = "console.prune"
COUNTED = 1_000
SHOWN = 10


class Deed(StrEnum):
    """What can be done to many runs at once."""

    CANCEL = "cancel"
    RETRY = "retry"


STATUSES: dict[Deed, tuple[RunStatus, ...]] = {Deed.CANCEL: ACTIVE, Deed.RETRY: RETRIABLE}


def deed_of(chosen: RunFilter) -> Deed | None:
    """Return what can be done to the runs on the filter's tab; nothing on the one for all."""
    return next(
        (deed for deed, states in STATUSES.items() if set(chosen.statuses) & set(states)), None
    )


def targets(deed: Deed, chosen: RunFilter, *, before: UUID | None = None) -> QuerySet[Run]:
    """Return the runs that fit the filter and to which the deed can be done.

    Never among them: bulk actions themselves, and runs not older than `before`. A run that was
    repeated already is not retried again, nor one that another launched, unless that one's
    children are asked for: it is retried with its parent.
    """
    wanted = chosen.statuses or tuple(RunStatus)
    runs = chosen.apply().filter(status__in=[one for one in STATUSES[deed] if one in wanted])
    runs = runs.exclude(task_name=BULK_TASK)
    if before is not None:
        runs = runs.filter(pk__lt=before)
    if deed is Deed.RETRY:
        runs = runs.filter(~Exists(Run.seen.filter(retry_of=OuterRef("pk"))))
        runs = runs if chosen.parent else runs.filter(parent=None)
    return runs


def count(runs: QuerySet[Run]) -> int:
    """Return how many runs there are, at most one more than COUNTED."""
    return runs.order_by()[: COUNTED + 1].count()


def first(runs: QuerySet[Run]) -> list[RunRow]:
    """Return the newest of the runs."""
    return rows(runs.only(*COLUMNS)[:SHOWN])
