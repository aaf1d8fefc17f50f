"""The five fields of a crontab, in Celery's spelling: every field must match (day and weekday too).

The fields are bounded before they are expanded, so nothing a person types can take long.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from celery.schedules import ParseException, crontab_parser

from background.errors import FieldError, InvalidParams

LONGEST_FIELD = 120
ALLOWED = re.compile(r"[0-9a-zA-Z*/,\-]+")
NUMBERS = re.compile(r"\d+")
LONGEST_NUMBER = 2
STEP = re.compile(r"\*/([1-9]\d?)")
SPELLED_OUT = 12

FIELDS = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")
RANGES = {
    "minute": (60, 0),
    "hour": (24, 0),
    "day_of_month": (31, 1),
    "month_of_year": (12, 1),
    "day_of_week": (7, 0),
}
"""How many values each field has, and its first one."""

SENTENCES = {
    "minute": FieldError("minute", "Minutes are 0 to 59, as in 0, 5-10, */15 or 0,30."),
    "hour": FieldError("hour", "Hours are 0 to 23, as in 7, 8-18, */2 or 7,12,18."),
    "day_of_month": FieldError(
        "day_of_month", "Days of the month are 1 to 31, as in 1, 10-15 or */2."
    ),
    "month_of_year": FieldError("month_of_year", "Months are 1 to 12, as in 1, 3-6 or */3."),
    "day_of_week": FieldError(
        "day_of_week", "Days of the week are 0 (Sunday) to 6 or their names, as in 1-5 or mon,thu."
    ),
}
FIVE = FieldError(
    "cron",
    "A crontab has five fields: minute, hour, day of the month, month and day of the week.",
)


@dataclass(frozen=True, slots=True)
class Cron:
    """The values that each field allows; weekdays count from Sunday = 0."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @property
    def is_hourly(self) -> bool:
        """Whether every hour of the day is meant, those that the clock repeats too."""
        return len(self.hours) == RANGES["hour"][0]

    def meets(self, day: date) -> bool:
        """Whether it allows that day."""
        return (
            day.month in self.months
            and day.day in self.days
            and day.isoweekday() % 7 in self.weekdays
        )


def read_cron(expression: str) -> Cron:
    """Return the crontab of five fields; raises InvalidParams with a sentence for each bad one."""
    fields = expression.split()
    if len(fields) != len(FIELDS):
        raise InvalidParams([FIVE])
    return cron_of(**dict(zip(FIELDS, fields, strict=True)))


@lru_cache(maxsize=4096)  # thousands of schedules have the same few
def cron_of(
    minute: str, hour: str, day_of_month: str, month_of_year: str, day_of_week: str
) -> Cron:
    """Return the crontab of these fields; raises InvalidParams with a sentence for each bad one."""
    given = dict(zip(FIELDS, (minute, hour, day_of_month, month_of_year, day_of_week), strict=True))
    found: dict[str, set[int]] = {}
    for name, text in given.items():
        with suppress(ParseException, ValueError):
            found[name] = _values(name, text)
    if wrong := [SENTENCES[name] for name in FIELDS if not found.get(name)]:
        raise InvalidParams(wrong)
    return Cron(
        minutes=tuple(sorted(found["minute"])),
        hours=tuple(sorted(found["hour"])),
        days=frozenset(found["day_of_month"]),
        months=frozenset(found["month_of_year"]),
        weekdays=frozenset(found["day_of_week"]),
    )


def spelled_out(expression: str) -> str:
    """Return the crontab with steps as lists where they do not divide their field.

    `*/40` is no “every 40 minutes”: it means the minutes 0 and 40. Long lists stay steps.
    """
    fields = expression.split()
    if len(fields) != len(FIELDS):
        return expression
    return " ".join(map(_spelled_out, FIELDS, fields))


def _spelled_out(name: str, text: str) -> str:
    step = STEP.fullmatch(text)
    if step is None or RANGES[name][0] % int(step[1]) == 0:
        return text
    values = sorted(_values(name, text))
    return ",".join(map(str, values)) if len(values) <= SPELLED_OUT else text


def _values(name: str, text: str) -> set[int]:
    text = text.strip()
    if len(text) > LONGEST_FIELD or not ALLOWED.fullmatch(text):
        raise ValueError(text)
    if any(len(number) > LONGEST_NUMBER for number in NUMBERS.findall(text)):
        raise ValueError(text)
    size, first = RANGES[name]
    values: set[int] = set(crontab_parser(size, first).parse(text))
    return values
