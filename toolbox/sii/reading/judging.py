"""Texts of one row, judged once by pydantic, and what it finds wrong in sentences."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from toolbox.sii.calc.rows import RowFault

Kind = TypeVar("Kind")
SHOWN = 100

SENTENCES = {
    "needed": "This value is needed.",
    "missing": "This value is needed.",
    "pesos": "Not an amount in whole pesos.",
    "pesos_fraction": "An amount with a fraction: amounts are whole pesos.",
    "pesos_size": "The amount is too large to be one.",
    "number": "Not a whole number.",
    "folio": "Not a folio: a whole number from 1 to 10,000,000,000.",
    "type_unknown": "No type of document that the register knows.",
    "type_guide": "Dispatch guides (52) are no documents of the register.",
    "rut": "Not a RUT: its form or its check digit is wrong.",
    "day": "Not a day: write DD/MM/YYYY.",
    "moment": "Not a moment: write DD/MM/YYYY HH:MM:SS.",
    "month": "Not a month: write YYYY-MM.",
    "rate": "Not a rate in percent.",
    "state": "Not one of {known}.",
    "yes": "Neither SI nor NO.",
    "text_long": "A text of more than {most} letters.",
}
"""What the judges of cells call a fault, each as a sentence."""


class Judge(Generic[Kind]):
    """Makes rows of one kind out of texts; `name` gives the file's word for a field."""

    def __init__(self, kind: type[Kind], name: Callable[[str], str]) -> None:
        self._adapter = TypeAdapter(kind)
        self._name = name

    def judge(self, line: int, values: Mapping[str, Any]) -> Kind | list[RowFault]:
        """Return the row that the texts are, or everything that is wrong with them."""
        try:
            return self._adapter.validate_python(values)
        except ValidationError as error:
            return [self._fault(line, one) for one in error.errors(include_url=False)]

    def _fault(self, line: int, error: ErrorDetails) -> RowFault:
        field = str(error["loc"][0]) if error["loc"] else ""
        value = "" if error["type"] == "missing" else _shown(error["input"])
        fields = {name: str(one) for name, one in error.get("ctx", {}).items()}
        return RowFault(line, self._name(field), value, SENTENCES[error["type"]], fields)


def _shown(value: Any) -> str:
    """The beginning of what was wrong, of several cells those that are filled."""
    if isinstance(value, list | tuple):
        value = " ".join(one for one in value if isinstance(one, str) and one)
    return str(value)[:SHOWN]
