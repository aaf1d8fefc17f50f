"""Filters on rows in an address, as datasets and boards have them, and values of rows."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from ninja.errors import ValidationError as WrongRequest

from tasks_admin.queries.row_filter import RowFilter
from tasks_admin.wording import say


def filters(description: str) -> dict[str, Any]:
    """Return the parameters of an operation whose filters are those of its page."""
    return {
        "parameters": [
            {
                "in": "query",
                "name": "filters",
                "required": False,
                "style": "form",
                "explode": True,
                "schema": {"type": "object", "additionalProperties": {"type": "string"}},
                "description": description,
            }
        ]
    }


def checked(asked: RowFilter, unknown: Iterable[str]) -> RowFilter:
    """Return the filter; refused where some of it makes no sense, or is not known."""
    strange = [
        {"loc": ("query", one), "msg": _unknown(one), "type": "extra_forbidden"} for one in unknown
    ]
    wrong = [
        {"loc": ("query", one.name), "msg": say(one.message, one.fields), "type": "value_error"}
        for one in asked.errors
    ]
    if strange or wrong:
        raise WrongRequest([*strange, *wrong])
    return asked


def plain(value: Any) -> Any:
    """Return a value as JSON has it; amounts as texts, for a number would be read as a float."""
    return str(value) if isinstance(value, Decimal) else value


def _unknown(name: str) -> str:
    return gettext("There is no filter {name} here.").format(name=name)
