"""Business days: which days a calendar works on, and what keeps it from working on the others.

Public holidays come from the `holidays` library; what people added or struck is laid over them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

from background.errors import DeclarationError

SOURCES = {
    "PE": ("PE", ("public",)),
    "CL": ("CL", ("public",)),
    "CL-BANK": ("CL", ("public", "bank")),
}
"""For each calendar its country and the kinds of holidays that count, as the library names them."""

FRIDAY = 4
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day without work; `name` is that of the holiday in its country, empty for a weekend."""

    day: date
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """The days that a calendar works on: Monday to Friday, but for public holidays.

    `added` are further days off; on `struck` days there is work whatever the others say.
    Raises DeclarationError where there is no such calendar.
    """

    calendar: str
    added: tuple[DayOff, ...] = ()
    struck: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if self.calendar not in SOURCES:
            raise DeclarationError("There is no calendar {name}", name=self.calendar)

    def __contains__(self, day: date) -> bool:
        return self.day_off(day) is None

    def day_off(self, day: date) -> DayOff | None:
        """Return what keeps the day from being a business day; None where it is one."""
        if day in self.struck:
            return None
        for one in self.added:
            if one.day == day:
                return one
        name = _holidays(self.calendar, day.year).get(day, "")
        return DayOff(day, name) if name or day.weekday() > FRIDAY else None

    def on_or_after(self, day: date) -> date:
        """Return the day itself where it is a business day, else the next one."""
        while day not in self:
            day += ONE_DAY
        return day

    def nth(self, year: int, month: int, number: int) -> date | None:
        """Return the first (1), second, last (-1), last but one (-2) ... business day of a month.

        None where the month has not so many.
        """
        first = date(year, month, 1)
        days = (first + timedelta(days=count) for count in range(31))
        worked = [day for day in days if day.month == month and day in self]
        position = number - 1 if number > 0 else number
        return worked[position] if number and -len(worked) <= position < len(worked) else None


@cache
def _holidays(calendar: str, year: int) -> Mapping[date, str]:
    country, categories = SOURCES[calendar]
    # Holidays are named as their country names them, in every language of the reader.
    return dict(
        country_holidays(country, years=year, categories=categories, language="es", expand=False)
    )
