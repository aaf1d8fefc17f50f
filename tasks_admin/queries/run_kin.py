"""The runs that a run belongs with: its children, and those that repeat it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from background import registry
from background.secret import masked
from tasks_admin.models import Run, RunStatus
from tasks_admin.models.status import RETRIABLE
from tasks_admin.queries.run_filter import TABS
from tasks_admin.queries.run_rows import COLUMNS, RunRow, rows

SHOWN = 20
REPEATS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """How many children are in a state."""

    status: str
    count: int

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen to them."""
        return RunStatus(self.status).is_finished

    @property
    def tab(self) -> str:
        """The tab of the list of runs on which they are."""
        return next(name for name, statuses in TABS.items() if self.status in statuses)


Tallies = tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Child:
    """One child: its row, what it was given, and the newest run that repeats it."""

    row: RunRow
    params: dict[str, Any]
    again: UUID | None


@dataclass(frozen=True, slots=True)
class Family:
    """The children of a run: how they stand, and the first of them, unsuccessful ones first.

    `failed` counts those that did not succeed and were not repeated since.
    """

    tallies: Tallies
    children: list[Child]
    failed: int

    @property
    def total(self) -> int:
        """How many children there are."""
        return sum(tally.count for tally in self.tallies)

    @property
    def has_more(self) -> bool:
        """Whether there are more children than are shown."""
        return self.total > len(self.children)


def tallies_of(run: Run) -> Tallies:
    """Return how many children are in which state; no query for a run that is no parent.

    A child that was done again under the same parent is counted as its repetition stands.
    """
    if run.children_at_once is None:
        return ()
    again = Run.seen.filter(parent=run, retry_of=OuterRef("pk"))
    grouped = Run.seen.filter(~Exists(again), parent=run).order_by().values_list("status")
    counts = dict(grouped.annotate(number=Count("pk")))
    return tuple(Tally(status, counts[status]) for status in RunStatus.values if status in counts)


def family_of(run: Run, tallies: Tallies) -> Family | None:
    """Return the children, or None for a run that has none."""
    if not tallies:
        return None
    ordered = Run.seen.filter(parent=run).order_by("pk").only(*COLUMNS, "params")
    found = list(ordered.filter(status__in=RETRIABLE)[:SHOWN])
    is_well = not found
    if len(found) < SHOWN:
        found += ordered.exclude(status__in=RETRIABLE)[: SHOWN - len(found)]
    return Family(tallies, _children(found), failed=0 if is_well else _not_repeated(run))


def repeats_of(run: Run) -> list[Run]:
    """Return the newest runs that repeat this one."""
    return list(Run.seen.filter(retry_of=run).order_by("-pk").only("pk")[:REPEATS_SHOWN])


def _children(found: Sequence[Run]) -> list[Child]:
    again = _repeated(run.pk for run in found)
    return [
        Child(row, _shown(run), again.get(run.pk))
        for run, row in zip(found, rows(found), strict=True)
    ]


def _shown(run: Run) -> dict[str, Any]:
    if run.task_name not in registry:
        return dict(run.params)
    return masked(run.params, registry.get(run.task_name).params_model)


def _repeated(run_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The newest run that repeats each of these, of those that have one."""
    again = Run.seen.filter(retry_of__in=list(run_ids)).order_by()
    found = sorted(again.values_list("pk", "retry_of"))
    return {one: pk for pk, one in found if one is not None}


def _not_repeated(run: Run) -> int:
    repeats = Run.seen.filter(retry_of=OuterRef("pk"))
    return Run.seen.filter(~Exists(repeats), parent=run, status__in=RETRIABLE).count()
