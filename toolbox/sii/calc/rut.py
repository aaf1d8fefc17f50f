"""The number of a Chilean taxpayer: up to eight digits and a check character."""

import re
from itertools import cycle
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

WRITTEN = re.compile(r"^0*(\d{1,8})-?([\dkK])$")
LONGEST = 10


def check_character(number: int) -> str:
    """Return the check character of the digits: modulo 11 with the factors 2 to 7 (SII)."""
    digits = map(int, reversed(str(number)))
    rest = 11 - sum(digit * factor for digit, factor in zip(digits, cycle(range(2, 8)))) % 11
    return {11: "0", 10: "K"}.get(rest, str(rest))


class Rut(str):
    """A RUT in its canonical form, `76086428-5`: no dots, no leading zeros, an upper-case K.

    Made of any usual way of writing it (`76.086.428-5`, `0076086428-5`, `760864285`). Raises
    ValueError for a text that is none or whose check character is wrong.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        match = WRITTEN.match(text.strip().replace(".", ""))
        if match is None:
            raise ValueError(f"{text!r} is no RUT: write 76086428-5")
        digits, check = int(match[1]), match[2].upper()
        if digits == 0 or check_character(digits) != check:
            raise ValueError(f"{text!r} is no RUT: its check digit is wrong")
        return super().__new__(cls, f"{digits}-{check}")

    @classmethod
    def of(cls, number: int) -> Self:
        """Return the RUT of these digits, with the check character that belongs to them."""
        return cls(f"{number}-{check_character(number)}")

    @property
    def number(self) -> int:
        """The digits before the check character."""
        return int(self.partition("-")[0])

    @property
    def display(self) -> str:
        """As people write it: `76.086.428-5`."""
        return f"{self.number:,}".replace(",", ".") + self[-2:]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls._judged, core_schema.str_schema(), serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "rut", "examples": ["76086428-5"]}

    @classmethod
    def _judged(cls, text: str) -> Self:
        try:
            return cls(text)
        except ValueError as error:
            raise PydanticCustomError("rut", "Not a RUT") from error
