"""What a cell of a file of the SII means: amounts, numbers, words.

Each function takes a text as a cell has it and raises PydanticCustomError, under a name for which
`toolbox.sii.reading.judging` has the sentence.
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from pydantic_core import PydanticCustomError

from toolbox.sii.calc.doctypes import Listing, doctype
from toolbox.sii.calc.rut import Rut

NOTHING = frozenset({"", "-", "null"})
DIGITS = 14
LARGEST = 10**DIGITS - 1
FOLIOS = range(1, 10**10 + 1)
GROUPED = re.compile(r"(-?)(\d{1,3}(?:\.\d{3})+|\d+)(?:(?:,|(?<!\.\d{3})\.)(\d{1,2}))?", re.ASCII)


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return text in NOTHING or text.strip().lower() in NOTHING


def whole_pesos(text: str) -> int:
    """Return an amount; nothing is 0. Thousands may have dots, as Excel saves them.

    A fraction is refused unless it is zero, and so is a comma before three digits: nobody knows
    whether it separates thousands.
    """
    if text.isascii() and text.isdecimal() and len(text) <= DIGITS:
        return int(text)
    return 0 if is_nothing(text) else _written(text)


def _written(text: str) -> int:
    bare = re.sub(r"[\s$]", "", text)
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    match = GROUPED.fullmatch(bare)
    if match is None or len(bare) > 40:
        raise PydanticCustomError("pesos", "Not an amount")
    if (match[3] or "0").strip("0"):
        raise PydanticCustomError("pesos_fraction", "A fraction")
    amount = int(match[2].replace(".", ""))
    if amount > LARGEST:
        raise PydanticCustomError("pesos_size", "Too large")
    return -amount if match[1] else amount


def whole_number(text: str) -> int:
    """Return a number that is none of pesos, and not negative; nothing is refused."""
    if is_nothing(text):
        raise PydanticCustomError("needed", "Needed")
    try:
        number = whole_pesos(text)
    except PydanticCustomError as error:
        raise PydanticCustomError("number", "Not a number") from error
    if number < 0:
        raise PydanticCustomError("number", "Not a number")
    return number


def pesos_needed(text: str) -> int:
    """Return an amount; nothing is refused."""
    return needed() if is_nothing(text) else whole_pesos(text)


def pesos_if_any(text: str) -> int | None:
    """Return an amount, None for nothing."""
    return None if is_nothing(text) else whole_pesos(text)


def number_if_any(text: str) -> int | None:
    """Return a number, None for nothing."""
    return None if is_nothing(text) else whole_number(text)


def folio_number(text: str) -> int:
    """Return the number of a document."""
    try:
        folio = whole_number(text)
    except PydanticCustomError as error:
        if error.type == "needed":
            raise
        raise PydanticCustomError("folio", "Not a folio") from error
    if folio not in FOLIOS:
        raise PydanticCustomError("folio", "Not a folio")
    return folio


def folio_if_any(text: str) -> int | None:
    """Return the number of a document, None for nothing."""
    return None if is_nothing(text) else folio_number(text)


@lru_cache(maxsize=1_000)
def known_type(text: str) -> int:
    """Return the code of a type of document that the register holds."""
    code = whole_number(text)
    found = doctype(code)
    if found is None:
        raise PydanticCustomError("type_unknown", "Unknown type")
    if found.listing is Listing.NONE:
        raise PydanticCustomError("type_guide", "Not of the register")
    return code


@lru_cache(maxsize=10_000)
def rut_if_any(text: str) -> str:
    """Return a RUT, the empty text for nothing."""
    if is_nothing(text):
        return ""
    try:
        return Rut(text)
    except ValueError as error:
        raise PydanticCustomError("rut", "Not a RUT") from error


def rut_needed(text: str) -> str:
    """Return a RUT; nothing is refused."""
    return rut_if_any(text) or needed()


def reference_code(text: str) -> int:
    """Return the type of the document that is referred to, 0 for none and for one in letters."""
    bare = text.strip()
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) < 6 else 0


def percentage(text: str) -> Decimal | None:
    """Return a rate in percent, None for nothing."""
    if is_nothing(text):
        return None
    try:
        rate = Decimal(text.strip().rstrip("%").replace(",", "."))
    except InvalidOperation as error:
        raise PydanticCustomError("rate", "Not a rate") from error
    if not (rate.is_finite() and 0 <= rate <= 1000):
        raise PydanticCustomError("rate", "Not a rate")
    return rate


def sum_of_pesos(texts: Sequence[str]) -> int:
    """Return the sum of several cells of amounts."""
    return sum(map(whole_pesos, texts))


def needed() -> Any:
    """Refuse an empty cell."""
    raise PydanticCustomError("needed", "Needed")
