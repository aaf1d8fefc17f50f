"""Days as parameters: a date, or a day relative to today that is resolved at the launch."""

import re
from datetime import date, timedelta
from typing import Any

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from background import months
from background.clock import today_of

RELATIVE = re.compile(r"^(today|yesterday)(?:\s*([+-])\s*(\d{1,4})(?:\s+days?)?)?$", re.IGNORECASE)
EDGE = re.compile(rf"^(first|last)\s+day\s+of\s+{months.WORDS}$", re.IGNORECASE)
ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
TODAY: Any = "today"
"""The default of a day parameter that means the day on which the run is launched."""


def day_of_words(text: str, today: date) -> date | None:
    """Return the day that “today - 2” or “last day of this month” means; None for other text."""
    if edge := EDGE.match(text.strip()):
        which, *words = edge.groups()
        month = months.shifted(*words, today=today)
        return month.first if which.lower() == "first" else month.last
    match = RELATIVE.match(text.strip())
    if match is None:
        return None
    word, sign, count = match.groups()
    shift = int(count or 0) * (-1 if sign == "-" else 1) - (word.lower() == "yesterday")
    return today + timedelta(days=shift)


def relative_day(zone: str) -> BeforeValidator:
    """Return the annotation for a date parameter whose relative days are counted in `zone`.

    A date parameter without it counts them in the zone of its task, else of whoever launches.
    """

    def read(value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        today = today_of(info, zone)
        if today and (day := day_of_words(value, today)):
            return day
        if ISO_DAY.match(value.strip()):
            return value.strip()
        raise PydanticCustomError("day", "Not a day")

    return BeforeValidator(read, json_schema_input_type=str)
