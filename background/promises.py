"""How fresh a dataset promises to be: no older than so long, or every day by an hour."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from background.errors import DeclarationError

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WEEKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Within:
    """Published no longer ago than `age`."""

    age: timedelta

    def fresh_until(self, as_of: date, published_at: datetime) -> datetime:
        """Return the moment from which a version is too old."""
        return published_at + self.age


@dataclass(frozen=True)
class DailyBy:
    """On each of the days (0 is Monday), from the hour `at` in `zone`, the figures of that day.

    `lag` is how many days the figures may be behind: 1 where they always speak of yesterday.
    Raises DeclarationError where no day is named.
    """

    at: time
    zone: str
    days: tuple[int, ...] = EVERY_DAY
    lag: int = 0

    def __post_init__(self) -> None:
        if not self.days or not set(self.days) <= set(EVERY_DAY):
            raise DeclarationError("A daily promise holds on no day, or on one that is none")

    def fresh_until(self, as_of: date, published_at: datetime) -> datetime:
        """Return the moment from which a version is too old: the next one is due then."""
        day = as_of + timedelta(days=self.lag + 1)
        while day.weekday() not in self.days:
            day += timedelta(days=1)
        return datetime.combine(day, self.at, ZoneInfo(self.zone))


Promise = Within | DailyBy
