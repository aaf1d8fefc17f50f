"""Rules that keep to business days: the moments of another rule, kept, moved or struck."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from background.calendars import ONE_DAY, BusinessDays, DayOff
from tasks_admin.planning.rules import Moment, Rule, Shift, moments_at

JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Struck:
    """A day of the rule on which nothing comes, what keeps it off, and the day that stands in."""

    off: DayOff
    instead: date | None = None


class CalendarRule(Rule, Protocol):
    """A rule over another one, with the days of a calendar in a time zone."""

    @property
    def rule(self) -> Rule:
        """The rule whose moments are kept, moved or struck."""
        ...

    @property
    def days(self) -> BusinessDays:
        """The days that count."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """Where a moment's day is told."""
        ...

    def struck(self, after: datetime, until: datetime) -> Iterator[Struck]:
        """Yield the days of the rule in that time on which nothing comes because they are off."""
        ...


@dataclass(frozen=True, slots=True)
class OnlyBusinessDays:
    """What falls on a day off is struck."""

    rule: Rule
    days: BusinessDays
    zone: ZoneInfo

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield the moments later than `after` and not later than `until`, in order."""
        for day in _days(after, until, self.zone):
            if day in self.days:
                yield from _of_day(self.rule, day, self.zone, after, until)

    def struck(self, after: datetime, until: datetime) -> Iterator[Struck]:
        """Yield the days of the rule in that time on which nothing comes because they are off."""
        for off in _days_off(self, after, until):
            yield Struck(off)


@dataclass(frozen=True, slots=True)
class NthBusinessDay:
    """Of every month the moments of one business day: 1 the first, -1 the last."""

    rule: Rule
    days: BusinessDays
    zone: ZoneInfo
    number: int

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield the moments later than `after` and not later than `until`, in order."""
        last = _local_day(until, self.zone)
        day = _local_day(after, self.zone).replace(day=1)
        while day <= last:
            if chosen := self.days.nth(day.year, day.month, self.number):
                yield from _of_day(self.rule, chosen, self.zone, after, until)
            day = (day + timedelta(days=31)).replace(day=1)

    def struck(self, after: datetime, until: datetime) -> Iterator[Struck]:
        """Yield the holidays of the rule that were not counted on the way to the chosen day."""
        for off in _days_off(self, after, until):
            chosen = self.days.nth(off.day.year, off.day.month, self.number)
            if off.name and chosen and (off.day < chosen) == (self.number > 0):
                yield Struck(off)


@dataclass(frozen=True, slots=True)
class NextBusinessDay:
    """What falls on a day off comes at the same local time of the next business day.

    Where two moments meet there, they are one.
    """

    rule: Rule
    days: BusinessDays
    zone: ZoneInfo

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield the moments later than `after` and not later than `until`, in order."""
        for day in _days(after, until, self.zone):
            if day in self.days:
                yield from (one for one in self._on(day) if after < one.at <= until)

    def struck(self, after: datetime, until: datetime) -> Iterator[Struck]:
        """Yield the days of the rule in that time on which nothing comes because they are off."""
        for off in _days_off(self, after, until):
            yield Struck(off, self.days.on_or_after(off.day))

    def _on(self, day: date) -> list[Moment]:
        """The moments of a business day: its own, and those of the days off before it."""
        first = day
        while first - ONE_DAY not in self.days:
            first -= ONE_DAY
        bounds = [_midnight(one, self.zone) for one in (first, day, day + ONE_DAY)]
        start, middle, end = (bound - JUST_BEFORE for bound in bounds)
        moved = [self._moved(moment) for moment in self.rule.moments(start, middle)]
        own = self.rule.moments(middle, end)
        found = {one.at: one for one in (*moved, *own)}
        return sorted(found.values())

    def _moved(self, moment: Moment) -> Moment:
        local = moment.at.astimezone(self.zone)
        if moment.shift is Shift.GAP:  # what the clock skips that day it does not skip later
            local -= _offset(local) - _offset(local - ONE_DAY)
        day = self.days.on_or_after(local.date() + ONE_DAY)
        return next(moments_at(datetime.combine(day, local.time(), self.zone)))


def _days(after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[date]:
    day, last = _local_day(after, zone), _local_day(until, zone)
    while day <= last:
        yield day
        day += ONE_DAY


def _days_off(one: CalendarRule, after: datetime, until: datetime) -> Iterator[DayOff]:
    """The days off on which the rule underneath has a moment."""
    for day in _days(after, until, one.zone):
        off = one.days.day_off(day)
        if off and any(_of_day(one.rule, day, one.zone, after, until)):
            yield off


def _of_day(
    rule: Rule, day: date, zone: ZoneInfo, after: datetime, until: datetime
) -> Iterator[Moment]:
    """The rule's moments of a day, those later than `after` and not later than `until`."""
    start, end = _midnight(day, zone), _midnight(day + ONE_DAY, zone)
    return rule.moments(max(after, start - JUST_BEFORE), min(until, end - JUST_BEFORE))


def _local_day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()
