"""Years as parameters: `2025`, or one relative to today that is resolved at the launch."""

import re
from datetime import date
from typing import Any

from pydantic import BeforeValidator, ValidationInfo

from background.clock import today_of

RELATIVE = re.compile(
    r"^(current|this|previous|last)\s+year(?:\s*([+-])\s*(\d{1,3})(?:\s+years?)?)?$", re.IGNORECASE
)
THIS_YEAR: Any = "current year"
"""The default of a year parameter that means the year in which the run is launched."""


class ReadsYears(BeforeValidator):
    """The mark of a whole number that is a year."""


def year_of_words(text: str, today: date) -> int | None:
    """Return the year that “previous year” or “current year - 2” means; None for other text."""
    match = RELATIVE.match(text.strip())
    if match is None:
        return None
    word, sign, count = match.groups()
    shift = int(count or 0) * (-1 if sign == "-" else 1)
    return today.year + shift - (word.lower() in ("previous", "last"))


def relative_year(zone: str) -> ReadsYears:
    """Return the annotation for a year, an int, whose relative words are counted in `zone`.

    Write it after its bounds: `Annotated[int, Field(ge=2005), relative_year("America/Lima")]`.
    """

    def read(value: Any, info: ValidationInfo) -> Any:
        today = today_of(info, zone)
        if today is None or not isinstance(value, str):
            return value
        found = year_of_words(value, today)
        return value if found is None else found

    return ReadsYears(read, json_schema_input_type=int)
