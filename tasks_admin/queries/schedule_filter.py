"""Which schedules a list shows, and in which order: read from the address, written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from tasks_admin.models import Fate, Slot
from tasks_admin.models.status import GONE_WRONG
from tasks_admin.queries.address_filter import AddressFilter
from tasks_admin.queries.foretold import paused
from tasks_admin.queries.promises import MOST_NAMED

STATES = {
    "on": _("On"),
    "paused": _("Paused"),
    "off": _("Off"),
    "trouble": _("Last moment went wrong"),
}
SORTS = {"": _("Next moment"), "name": _("Name")}
WRONG_FATES = (Fate.MISSED, Fate.REFUSED)


@dataclass(frozen=True, slots=True)
class ScheduleFilter(AddressFilter):
    """Which schedules the reader asked to see; `page` counts from 1 and is a text too."""

    text: str = ""
    task: str = ""
    state: str = ""
    sort: str = ""
    page: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "ScheduleFilter":
        """Read the filter from an address's parameters; what is unknown is dropped."""
        read = cls.texts(given)
        page = read.page if read.page.isdecimal() and len(read.page) < 6 else ""
        return replace(
            read,
            since="",
            until="",
            state=read.state if read.state in STATES else "",
            sort=read.sort if read.sort in SORTS else "",
            page=page if page.strip("0") and page != "1" else "",
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for but perhaps an order."""
        return replace(self, sort="", page="") == ScheduleFilter()

    @property
    def number(self) -> int:
        """The number of the page."""
        return int(self.page or 1)

    def apply(self, schedules: QuerySet[PeriodicTask], now: datetime) -> QuerySet[PeriodicTask]:
        """Return those that fit at that moment."""
        if self.task:
            schedules = schedules.filter(task=self.task)
        if self.text:
            schedules = schedules.filter(
                Q(name__icontains=self.text)
                | Q(task__icontains=self.text)
                | Q(kwargs__icontains=self.text)
            )
        if self.state in ("on", "off"):
            schedules = schedules.filter(enabled=self.state == "on")
        if self.state == "paused":
            schedules = schedules.filter(paused(now))
        return _in_trouble(schedules) if self.state == "trouble" else schedules


def _in_trouble(schedules: QuerySet[PeriodicTask]) -> QuerySet[PeriodicTask]:
    slots = Slot.objects.filter(schedule=OuterRef("pk")).order_by("-moment")
    last = schedules.annotate(last_slot=Subquery(slots.values("pk")[:1]))
    wrong = Q(fate__in=WRONG_FATES) | Q(run__status__in=GONE_WRONG)
    found: QuerySet[PeriodicTask] = last.filter(
        Exists(Slot.objects.filter(wrong, pk=OuterRef("last_slot")))
    )
    # Whoever counts them and reads a page of them looks for them once.
    ids = list(found.values_list("pk", flat=True)[: MOST_NAMED + 1])
    return schedules.filter(pk__in=ids) if len(ids) <= MOST_NAMED else found
