"""The rows that tasks set aside: in groups, and the rows of one group."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, QuerySet

from background import registry
from tasks_admin.models import Run, SetAsideCase
from tasks_admin.models.reading import current
from tasks_admin.queries.run_rows import title_of

Status = SetAsideCase.Status
GROUPS_SHOWN = 200
PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """Which rows the reader asks for; an empty value asks for all.

    `task`, `source` and `reason` together name a group.
    """

    status: str = Status.OPEN
    task: str = ""
    dataset: str = ""
    source: str = ""
    reason: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "DeskFilter":
        """Read the filter from an address's parameters; an unknown status is "open"."""
        read = cls(**{name: given.get(name, "").strip()[:255] for name in cls.__slots__})
        return read if read.status in Status.values else replace(read, status=Status.OPEN)

    @property
    def is_group(self) -> bool:
        """Whether it names one group."""
        return bool(self.task and self.source and self.reason)

    def query_string(self, **changes: str) -> str:
        """Return the filter as the end of an address, some of its values changed."""
        values = asdict(self) | changes
        return urlencode({name: value for name, value in values.items() if value})

    def cases(self) -> QuerySet[SetAsideCase]:
        """Return the cases of the status that fit."""
        return self.of_any_status().filter(status=self.status)

    def of_any_status(self) -> QuerySet[SetAsideCase]:
        """Return the cases that fit, whatever became of them."""
        exact = {"task_name": self.task, "source": self.source, "reason": self.reason}
        cases = _seen().filter(**{name: one for name, one in exact.items() if one})
        if self.dataset:
            cases = cases.filter(task_name__in=writers_of(self.dataset))
        return cases


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one task and source that have the same fault."""

    task_name: str
    title: str
    source: str
    reason: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some rows of a group, the oldest first; `after` is the id from which to go on."""

    cases: list[SetAsideCase]
    after: int | None


def writers_of(dataset: str) -> list[str]:
    """Return the tasks that write a dataset."""
    return [spec.name for spec in registry.writers(dataset)]


def groups(chosen: DeskFilter) -> list[Group]:
    """Return the groups that fit, the largest first."""
    found = (
        chosen.cases()
        .order_by()
        .values_list("task_name", "source", "reason")
        .annotate(count=Count("pk"), first=Min("first_at"), last=Max("last_at"))
        .order_by("-count", "task_name", "source", "reason")
    )
    return [
        Group(name, title_of(name), source, reason, count, first, last)
        for name, source, reason, count, first, last in found[:GROUPS_SHOWN]
    ]


def statuses(chosen: DeskFilter) -> dict[str, int]:
    """Return how many rows there are of each status, for the tabs."""
    counted = chosen.of_any_status().order_by().values_list("status").annotate(Count("pk"))
    return dict.fromkeys(Status.values, 0) | dict(counted)


def page(chosen: DeskFilter, after: str) -> CasePage:
    """Return the rows of a group after an id; one that is none is the beginning."""
    cases = chosen.cases().select_related("last_run", "solved_by").order_by("id")
    if after.isdecimal() and len(after) < 19:
        cases = cases.filter(pk__gt=int(after))
    found = list(cases[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return CasePage(shown, shown[-1].pk if len(found) > PAGE_SIZE else None)


def newest_run(chosen: DeskFilter) -> Run | None:
    """Return the run that met these rows last, to be run again."""
    newest = chosen.of_any_status().exclude(last_run=None).order_by("-last_at", "-id")
    case = newest.select_related("last_run").first()
    return case.last_run if case else None


def open_rows(tasks: list[str] | None = None) -> int:
    """Return how many rows are open, of these tasks or of all."""
    cases = _seen().filter(status=Status.OPEN)
    return (cases if tasks is None else cases.filter(task_name__in=tasks)).count()


def _seen() -> QuerySet[SetAsideCase]:
    """The cases that whoever reads may see: those that runs met which are seen."""
    cases = SetAsideCase.objects.all()
    return cases if current() is None else cases.filter(last_run__in=Run.seen.all())


def of_run(run: Run) -> dict[str, int]:
    """Return how the rows that this run met last stand, by status; no query where it met none."""
    if not run.set_aside:
        return {}
    counted = SetAsideCase.objects.filter(last_run=run).order_by().values_list("status")
    return dict(counted.annotate(Count("pk")))
