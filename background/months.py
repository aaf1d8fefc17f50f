"""Months as parameters: `2024-07`, or one relative to today that is resolved at the launch."""

import re
from datetime import date, timedelta
from typing import Any, Self

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from background.clock import today_of

WORDS = r"(this|previous|last)\s+month(?:\s*([+-])\s*(\d{1,4})(?:\s+months?)?)?"
RELATIVE = re.compile(rf"^{WORDS}$", re.IGNORECASE)
ISO_MONTH = re.compile(r"^[1-9]\d{3}-(0[1-9]|1[0-2])$")
THIS_MONTH: Any = "this month"
"""The default of a month parameter that means the month in which the run is launched."""
PREVIOUS_MONTH: Any = "previous month"
"""The default of a month parameter that means the month before that one."""


class Month(str):
    """A month, written `2024-07`; months compare as they follow one another.

    Raises ValueError for any other text.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not ISO_MONTH.match(text):
            raise ValueError(f"{text!r} is no month: write 2024-07")
        return super().__new__(cls, text)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that a day is in."""
        return cls(f"{day.year:04}-{day.month:02}")

    @property
    def first(self) -> date:
        """Its first day."""
        return date.fromisoformat(f"{self}-01")

    @property
    def last(self) -> date:
        """Its last day."""
        return self.plus(1).first - timedelta(days=1)

    def plus(self, months: int) -> Self:
        """Return the month so many later, or earlier for a negative number."""
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + months, 12)
        return type(self)(f"{year:04}-{month + 1:02}")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            lambda value, info: _read(value, info, zone=""),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "month"}


def month_of_words(text: str, today: date) -> Month | None:
    """Return the month that “previous month” or “this month - 2” means; None for other text."""
    match = RELATIVE.match(text.strip())
    return shifted(*match.groups(), today=today) if match else None


def shifted(word: str, sign: str | None, count: str | None, *, today: date) -> Month:
    """Return the month that the matched words mean."""
    months = int(count or 0) * (-1 if sign == "-" else 1) - (word.lower() != "this")
    return Month.of(today).plus(months)


def relative_month(zone: str) -> BeforeValidator:
    """Return the annotation for a month parameter whose relative words are counted in `zone`."""
    return BeforeValidator(lambda value, info: _read(value, info, zone), json_schema_input_type=str)


def _read(value: Any, info: ValidationInfo, zone: str) -> Month:
    text = value.strip() if isinstance(value, str) else ""
    today = today_of(info, zone)
    if today and (month := month_of_words(text, today)):
        return month
    if ISO_MONTH.match(text):
        return Month(text)
    raise PydanticCustomError("month", "Not a month")
