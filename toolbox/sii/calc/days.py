"""Days, moments and months as files of the SII write them, and as Excel saves them again."""

import re
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from toolbox.sii.calc.cells import is_nothing, needed
from toolbox.sii.zone import SANTIAGO

ZONE = ZoneInfo(SANTIAGO)
YEARS = range(1990, 2101)
LATIN_DAY = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
MIDNIGHT = re.compile(r"[ T]00?:00(:00(\.0+)?)?$")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?", re.ASCII)
ISO_MONTH = re.compile(r"(\d{4})[-/]?(\d{2})", re.ASCII)
LATIN_MONTH = re.compile(r"(\d{1,2})[-/](\d{4})", re.ASCII)


@lru_cache(maxsize=10_000)
def some_day(text: str) -> date:
    """Return a day written as in Chile or as ISO has it; a time at midnight may follow."""
    text = MIDNIGHT.sub("", text.strip())
    if is_nothing(text):
        needed()
    if match := LATIN_DAY.fullmatch(text):
        parts = match[4], match[3], match[1]
    elif match := ISO_DAY.fullmatch(text):
        parts = match[1], match[2], match[3]
    else:
        raise PydanticCustomError("day", "Not a day")
    try:
        day = date(*map(int, parts))
    except ValueError as error:
        raise PydanticCustomError("day", "Not a day") from error
    if day.year not in YEARS:
        raise PydanticCustomError("day", "Not a day")
    return day


def day_if_any(text: str) -> date | None:
    """Return a day, None for nothing."""
    return None if is_nothing(text) else some_day(text)


def moment_if_any(text: str) -> datetime | None:
    """Return a moment of Santiago's clock, midnight where the text has the day alone."""
    if is_nothing(text):
        return None
    day, _, clock = text.strip().replace("T", " ").partition(" ")
    match = CLOCK.fullmatch(clock.strip() or "0:00")
    try:
        hours, minutes, seconds = match.groups("0") if match else ("", "", "")
        at = time(int(hours), int(minutes), int(seconds))
        return datetime.combine(some_day(day), at, ZONE)
    except (ValueError, PydanticCustomError) as error:
        raise PydanticCustomError("moment", "Not a moment") from error


def month(text: str) -> date:
    """Return the first day of a month, written 2026-09, 202609 or 09/2026."""
    bare = text.strip()
    if match := ISO_MONTH.fullmatch(bare):
        year, number = int(match[1]), int(match[2])
    elif match := LATIN_MONTH.fullmatch(bare):
        year, number = int(match[2]), int(match[1])
    else:
        raise PydanticCustomError("month", "Not a month")
    if year not in YEARS or number not in range(1, 13):
        raise PydanticCustomError("month", "Not a month")
    return date(year, number, 1)
