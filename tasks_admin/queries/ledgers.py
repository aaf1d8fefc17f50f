"""The ledger of schedules: moments page by page, a month day by day, and all of a month."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, QuerySet, Value, When
from django.utils import timezone

from background.months import Month
from tasks_admin.models import Fate, Slot
from tasks_admin.queries.keyset import Order, Row, take
from tasks_admin.queries.local_days import read_day

PAGE_SIZE = 50
NEWEST_FIRST = Order("moment", descending=True)
OLDEST_FIRST = Order("moment")
COLUMNS = ["moment", "fate", "run_id", "run__status", "decided_at", "reason"]
YEARS = range(2000, 2100)
WORST_FIRST = (
    Fate.MISSED, Fate.REFUSED, Fate.MADE_UP, Fate.LATE, Fate.OVERLAP, Fate.PAUSED, Fate.ON_TIME,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which moments of a schedule are asked for; days and months are those of its zone.

    `older` is the second before which the page begins.
    """

    month: Month | None = None
    day: date | None = None
    fate: str = ""
    older: int | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "LedgerFilter":
        """Read the filter from an address's parameters; what makes no sense is dropped."""
        day = read_day(given.get("day", ""))
        month = read_month(given.get("month", ""))
        older = given.get("older", "")
        fate = given.get("fate", "")
        return cls(
            month=Month.of(day) if day and day.year in YEARS else month,
            day=day if day and day.year in YEARS else None,
            fate=fate if fate in Fate.values else "",
            older=int(older) if older.isdecimal() and len(older) < 12 else None,
        )

    def query_string(self, **changes: object) -> str:
        """Return the filter as the end of an address, some of its values changed."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        given = {
            "month": "" if other.day else other.month,
            "day": other.day,
            "fate": other.fate,
            "older": other.older,
        }
        return urlencode({name: str(value) for name, value in given.items() if value})

    def apply(self, slots: QuerySet[Slot], zone: ZoneInfo) -> QuerySet[Slot]:
        """Return the moments that fit."""
        if self.day:
            slots = _between(slots, self.day, self.day + timedelta(days=1), zone)
        elif self.month:
            slots = of_month(slots, self.month, zone)
        if self.fate:
            slots = slots.filter(fate=self.fate)
        if self.older is not None:
            slots = slots.filter(moment__lt=datetime.fromtimestamp(self.older, tz=UTC))
        return slots


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of moments, newest first; `older` is the place where the next page begins."""

    rows: list[Row]
    older: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """How the moments of a day ended."""

    day: date
    fates: dict[str, int]

    @property
    def worst(self) -> str:
        """The fate that somebody should look at first; empty where there was no moment."""
        return next((fate for fate in WORST_FIRST if fate in self.fates), "")

    @property
    def moments(self) -> int:
        """How many there were."""
        return sum(self.fates.values())


@dataclass(frozen=True, slots=True)
class MonthOfDays:
    """A month as weeks from Monday to Sunday; None before its first day and after its last."""

    month: Month
    weeks: list[list[Day | None]]
    fates: dict[str, int]

    @property
    def moments(self) -> int:
        """How many moments the ledger has of it."""
        return sum(self.fates.values())


def read_month(text: str) -> Month | None:
    """Return the month that a text names; None for any other text, and for far away ones."""
    try:
        month = Month(text)
    except ValueError:
        return None
    return month if month.first.year in YEARS else None


def zone_of(name: str) -> ZoneInfo:
    """Return a schedule's zone; that of the installation where it has none."""
    return ZoneInfo(name or timezone.get_default_timezone_name())


def ledger(schedule_id: int, asked: LedgerFilter, zone: ZoneInfo) -> Ledger:
    """Return a page of the moments of a schedule, newest first."""
    slots = asked.apply(Slot.objects.filter(schedule_id=schedule_id), zone)
    rows = take(slots, NEWEST_FIRST, None, PAGE_SIZE + 1, COLUMNS)
    has_more = len(rows) > PAGE_SIZE
    shown = rows[:PAGE_SIZE]
    return Ledger(shown, int(shown[-1]["moment"].timestamp()) if has_more else None)


def month_of_days(schedule_id: int, month: Month, zone: ZoneInfo) -> MonthOfDays:
    """Return how the moments of each day of a month ended, with one query."""
    days = [month.first + timedelta(days=number) for number in range(month.last.day)]
    ends = [
        When(moment__lt=_midnight(day + timedelta(days=1), zone), then=Value(day.day))
        for day in days
    ]
    slots = of_month(Slot.objects.filter(schedule_id=schedule_id), month, zone).order_by()
    counted = slots.annotate(day=Case(*ends)).values_list("day", "fate").annotate(Count("id"))
    by_day: dict[int, dict[str, int]] = {}
    total: dict[str, int] = {}
    for number, fate, count in counted:
        by_day.setdefault(number, {})[fate] = count
        total[fate] = total.get(fate, 0) + count
    cells: list[Day | None] = [None] * month.first.weekday()
    cells += [Day(day, _in_order(by_day.get(day.day, {}))) for day in days]
    cells += [None] * (-len(cells) % 7)
    weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
    return MonthOfDays(month, weeks, _in_order(total))


def of_month(slots: QuerySet[Slot], month: Month, zone: ZoneInfo) -> QuerySet[Slot]:
    """Return the moments of a month in a zone."""
    return _between(slots, month.first, month.plus(1).first, zone)


def in_portions(slots: QuerySet[Slot], size: int) -> Iterator[list[Row]]:
    """Yield the moments, oldest first, in portions that each go on where the last one ended."""
    place = None
    columns = [*COLUMNS, "schedule_name", "task_name"]
    while rows := take(slots, OLDEST_FIRST, place, size, columns):
        yield rows
        place = rows[-1]["moment"], rows[-1]["id"]


def _between(slots: QuerySet[Slot], start: date, end: date, zone: ZoneInfo) -> QuerySet[Slot]:
    return slots.filter(moment__gte=_midnight(start, zone), moment__lt=_midnight(end, zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _in_order(fates: Mapping[str, int]) -> dict[str, int]:
    return {fate: fates[fate] for fate in Fate.values if fate in fates}
