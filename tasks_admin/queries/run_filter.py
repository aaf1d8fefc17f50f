"""Which runs a list shows: read from the address, and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from tasks_admin.models import Run, RunSource, RunStatus
from tasks_admin.models.status import ACTIVE, GONE_WRONG
from tasks_admin.queries.address_filter import AddressFilter
from tasks_admin.queries.local_days import read_day
from tasks_admin.queries.run_ids import first_of

TABS: dict[str, tuple[RunStatus, ...]] = {
    "active": ACTIVE,
    "succeeded": (RunStatus.SUCCEEDED,),
    "partial": (RunStatus.PARTIAL,),
    "failed": GONE_WRONG,
    "cancelled": (RunStatus.CANCELLED,),
    "skipped": (RunStatus.SKIPPED,),
}
TAB_LABELS = {
    "": _("Any state"),
    "active": _("Unfinished"),
    "succeeded": _("Succeeded"),
    "partial": _("Partial"),
    "failed": _("Failed"),
    "cancelled": _("Cancelled"),
    "skipped": _("Skipped"),
}
SEARCHED = 10_000
"""A text is looked for in this many of the newest runs, so that a search stays quick."""


@dataclass(frozen=True, slots=True)
class RunFilter(AddressFilter):
    """Which runs the reader asked to see; `parent` is the run whose children are asked for.

    A `status` is narrower than any tab.
    """

    tab: str = ""
    status: str = ""
    task: str = ""
    source: str = ""
    user: str = ""
    text: str = ""
    parent: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "RunFilter":
        """Read the filter from an address's parameters; an unknown tab, source or id is dropped."""
        read = cls.texts(given)
        return replace(
            read,
            tab=read.tab if read.tab in TABS else "",
            status=read.status if read.status in RunStatus.values else "",
            source=read.source if read.source in RunSource.values else "",
            parent=read.parent if _id(read.parent) else "",
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing but perhaps the tab was asked for."""
        return replace(self, tab="") == RunFilter()

    @property
    def statuses(self) -> tuple[RunStatus, ...]:
        """The status, or those on the tab; none where it is the one for all."""
        if self.status:
            return (RunStatus(self.status),)
        return TABS.get(self.tab, ())

    def apply(self) -> QuerySet[Run]:
        """Return the runs that fit everything but the tab, newest first."""
        runs = Run.seen.order_by("-id")
        exact = {
            "task_name": self.task,
            "source": self.source,
            "username": self.user,
            "parent_id": self.parent,
        }
        runs = runs.filter(**{name: value for name, value in exact.items() if value})
        if since := read_day(self.since):
            runs = runs.filter(pk__gte=first_of(since))
        if until := read_day(self.until):
            runs = runs.filter(pk__lt=first_of(until, shift=1))
        return _search(runs, self.text) if self.text else runs


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _search(runs: QuerySet[Run], text: str) -> QuerySet[Run]:
    """Look for a text in the newest runs; a whole identifier is found wherever it is."""
    if whole := _id(text):
        return runs.filter(pk=whole)
    oldest = Run.seen.order_by("-id").values_list("pk", flat=True)[SEARCHED : SEARCHED + 1]
    if floor := oldest.first():
        runs = runs.filter(pk__gt=floor)
    return runs.annotate(params_text=Cast("params", TextField())).filter(
        Q(task_name__icontains=text)
        | Q(username__icontains=text)
        | Q(schedule_name__icontains=text)
        | Q(params_text__icontains=text)
        | Q(pk__endswith=text.lower())
    )
