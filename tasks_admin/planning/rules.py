"""The moments that a rule promises: a crontab in its zone, an interval, or one moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from tasks_admin.planning.cron import Cron

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
JUST_BEFORE = timedelta(microseconds=1)
FARTHEST = timedelta(days=366 * 9)
"""29 February may be eight years away; what has no moment by then never has one."""
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for the next moment of a rule that has none: later than any that has."""


class Shift(StrEnum):
    """What the change of the clock does to a moment."""

    NONE = ""
    GAP = "gap"
    """Its local time does not exist that day: it comes an hour later by the clock."""
    FIRST = "first"
    """Its local time exists twice that day: this is the first."""
    SECOND = "second"
    """The second time; only rules for every hour have it."""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """One promised moment, in UTC, and what the change of the clock did to it."""

    at: datetime
    shift: Shift = Shift.NONE


class Rule(Protocol):
    """Whatever can tell its moments."""

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield the moments later than `after` and not later than `until`, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Calendar:
    """A crontab, read in a time zone.

    A time that the clock skips is kept at the same distance from midnight (02:30 comes at 03:30);
    one that it repeats is meant once, the first time, unless every hour is meant.
    """

    cron: Cron
    zone: ZoneInfo

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield the moments later than `after` and not later than `until`, in order."""
        start, last = after.astimezone(self.zone), until.astimezone(self.zone).date()
        day, hour = start.date(), start.hour
        while day <= last:
            if self.cron.meets(day):
                for moment in self._of_day(day, hour):
                    if after < moment.at <= until:
                        yield moment
            day, hour = day + timedelta(days=1), 0

    def _of_day(self, day: date, first_hour: int) -> Iterable[Moment]:
        """The moments of a day from an hour on; all of it where the clock changes."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        if midnight.utcoffset() != (midnight + timedelta(days=1)).utcoffset():
            return self._of_changing_day(midnight)
        return (
            Moment(midnight.replace(hour=hour, minute=minute).astimezone(UTC))
            for hour in self.cron.hours
            if hour >= first_hour
            for minute in self.cron.minutes
        )

    def _of_changing_day(self, midnight: datetime) -> Iterable[Moment]:
        found: dict[datetime, Moment] = {}
        for hour in self.cron.hours:
            for minute in self.cron.minutes:
                wall = midnight.replace(hour=hour, minute=minute)
                for moment in moments_at(wall, each_time=self.cron.is_hourly):
                    if moment.shift is not Shift.GAP or moment.at not in found:
                        found[moment.at] = moment
        return sorted(found.values())


@dataclass(frozen=True, slots=True)
class Every:
    """An interval, counted from a fixed moment, so that every process counts alike."""

    interval: timedelta
    anchor: datetime = EPOCH

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield the moments later than `after` and not later than `until`, in order."""
        number = max((after - self.anchor) // self.interval + 1, 0)
        while (at := self.anchor + number * self.interval) <= until:
            yield Moment(at)
            number += 1


@dataclass(frozen=True, slots=True)
class Once:
    """One moment."""

    at: datetime

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield the moment where it is later than `after` and not later than `until`."""
        if after < self.at <= until:
            yield Moment(self.at)


@dataclass(frozen=True, slots=True)
class Never:
    """No moment at all: what cannot be read promises nothing."""

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield nothing."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Within:
    """Another rule from a start on and up to an end, both included."""

    rule: Rule
    start: datetime | None
    end: datetime | None

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield the moments of the rule that lie within the bounds."""
        if self.start is not None:
            after = max(after, self.start - JUST_BEFORE)
        if self.end is not None:
            until = min(until, self.end)
        return self.rule.moments(after, until)


def next_moment(rule: Rule, after: datetime) -> Moment | None:
    """Return the first moment later than `after`; None where none comes within nine years."""
    return next(rule.moments(after, after + FARTHEST), None)


def moments_at(wall: datetime, *, each_time: bool = False) -> Iterator[Moment]:
    """Yield the moment at which the clock shows that local time, or would have.

    Where it shows it twice, the first is meant; the second is yielded too for `each_time`.
    """
    at, again = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if again <= at:
        yield Moment(at, Shift.GAP if again < at else Shift.NONE)
        return
    yield Moment(at, Shift.FIRST)
    if each_time:
        yield Moment(again, Shift.SECOND)
