"""Days as parameters: a date, or a day relative to today that is resolved when the run is born."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

RELATIVE = re.compile(r"^(today|yesterday)\s*(?:([+-])\s*(\d{1,4}))?$", re.IGNORECASE)
ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
TODAY: Any = "today"
"""The default of a day parameter that means the day on which the run is launched."""


def today_in(zone: str, now: datetime) -> date:
    """Return the local date in `zone` at the aware moment `now`."""
    return now.astimezone(ZoneInfo(zone)).date()


def resolve(value: str, today: date) -> date | None:
    """Return the day that "today", "today - 2" or "yesterday" means, or None for other text."""
    match = RELATIVE.match(value.strip())
    if match is None:
        return None
    word, sign, count = match.groups()
    shift = int(count or 0) * (-1 if sign == "-" else 1) - (word.lower() == "yesterday")
    return today + timedelta(days=shift)


def relative_day(zone: str) -> BeforeValidator:
    """Return the annotation for a date parameter that also takes relative days, in `zone`.

    The moment comes with pydantic's validation context, under `now`; it is an error to judge a
    relative day without one.
    """

    def read(value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        now: datetime | None = (info.context or {}).get("now")
        day = resolve(value, today_in(zone, now)) if now else None
        if day is not None:
            return day
        if ISO_DAY.match(value.strip()):
            return value.strip()
        raise PydanticCustomError("day", "Not a day")

    return BeforeValidator(read, json_schema_input_type=str)
