"""One condition on one column: what a query string asks, judged, as SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Contains
from django.utils import timezone

from background.errors import FieldError
from tasks_admin.queries.dataset_columns import ColumnKind, DatasetColumn

LARGEST = Decimal(10) ** 15


class How(StrEnum):
    """How a column is compared; the word behind `__` in a query string."""

    EQUALS = ""
    CONTAINS = "contains"
    ONE_OF = "in"
    FROM = "from"
    TO = "to"
    IS = "is"


SENTENCES = {
    "number": "Give a number such as 1234.50.",
    "whole": "Give a whole number.",
    "day": "Give a day as YYYY-MM-DD.",
    "flag": "Give yes or no.",
    "is": "Choose “empty” or “filled”.",
    "how": "This column cannot be filtered that way.",
    "large": "This number is too large.",
}
FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Condition:
    """A column, a comparison, and the values as they were typed."""

    column: DatasetColumn
    how: How
    values: tuple[str, ...]

    @property
    def parameter(self) -> str:
        """Its name in a query string."""
        return f"{self.column.name}__{self.how}" if self.how else self.column.name

    def as_q(self) -> Q:
        """Return the condition for a queryset.

        Raises ValueError with a key of `SENTENCES` for values that make no sense.
        """
        if self.how is How.IS:
            return _emptiness(self.column, self.values[-1])
        if self.how not in ALLOWED[self.column.kind]:
            raise ValueError("how")
        return BUILDERS[self.how](self.column, self.values)

    def error(self) -> FieldError | None:
        """Return the sentence about values that make no sense, or None where all is well."""
        try:
            self.as_q()
        except ValueError as wrong:
            return FieldError(self.column.name, SENTENCES[str(wrong)])
        return None


def read_value(column: DatasetColumn, text: str) -> Any:
    """Return typed text as the column's value; raises ValueError with a key of `SENTENCES`."""
    if column.is_number:
        return _number(column, text)
    if column.is_day:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError("day") from None
    if column.kind is ColumnKind.FLAG:
        if text.lower() not in FLAGS:
            raise ValueError("flag")
        return FLAGS[text.lower()]
    return text


def _number(column: DatasetColumn, text: str) -> int | Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError("number") from None
    if not value.is_finite():
        raise ValueError("number")
    limit = LARGEST
    if column.digits is not None and column.places is not None:
        limit = Decimal(10) ** (column.digits - column.places)
    if abs(value) >= limit:
        raise ValueError("large")
    if column.kind is not ColumnKind.WHOLE:
        return value
    if value != value.to_integral_value():
        raise ValueError("whole")
    return int(value)


def _emptiness(column: DatasetColumn, word: str) -> Q:
    if word not in ("empty", "filled"):
        raise ValueError("is")
    empty = Q(**{f"{column.attribute}__isnull": True})
    if column.kind in BLANKS:
        empty |= Q(**{column.attribute: BLANKS[column.kind]})
    return empty if word == "empty" else ~empty


def _equals(column: DatasetColumn, values: tuple[str, ...]) -> Q:
    if column.kind is ColumnKind.MOMENT:
        return _from(column, values) & _to(column, values)
    return Q(**{column.attribute: read_value(column, values[-1])})


def _one_of(column: DatasetColumn, values: tuple[str, ...]) -> Q:
    return Q(**{f"{column.attribute}__in": [read_value(column, value) for value in values]})


def _contains(column: DatasetColumn, values: tuple[str, ...]) -> Q:
    """Letters of both cases are alike, accents are not, whatever the database makes of them.

    SQLite knows both cases of ASCII letters only, so others are tried in both; on MySQL the
    columns of a published table tell cases apart.
    """
    text = values[-1]
    if connection.vendor == "mysql":
        return Q(Contains(Lower(column.attribute), text.lower()))
    asked = Q()
    for form in sorted({text} if text.isascii() else {text, text.upper(), text.lower()}):
        asked |= Q(**{f"{column.attribute}__icontains": form})
    return asked


def _from(column: DatasetColumn, values: tuple[str, ...]) -> Q:
    value = read_value(column, values[-1])
    if column.kind is ColumnKind.MOMENT:
        value = _midnight(value)
    return Q(**{f"{column.attribute}__gte": value})


def _to(column: DatasetColumn, values: tuple[str, ...]) -> Q:
    value = read_value(column, values[-1])
    if column.kind is ColumnKind.MOMENT:
        return Q(**{f"{column.attribute}__lt": _midnight(value + timedelta(days=1))})
    return Q(**{f"{column.attribute}__lte": value})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


BLANKS: dict[ColumnKind, Any] = {ColumnKind.TEXT: "", ColumnKind.WORDS: []}
"""What stands for nothing where a column is not simply null."""
BUILDERS: dict[How, Callable[[DatasetColumn, tuple[str, ...]], Q]] = {
    How.EQUALS: _equals,
    How.CONTAINS: _contains,
    How.ONE_OF: _one_of,
    How.FROM: _from,
    How.TO: _to,
}
ALLOWED: dict[ColumnKind, frozenset[How]] = {
    ColumnKind.TEXT: frozenset({How.EQUALS, How.CONTAINS, How.ONE_OF}),
    ColumnKind.FLAG: frozenset({How.EQUALS, How.ONE_OF}),
    ColumnKind.WORDS: frozenset(),
    ColumnKind.WHOLE: frozenset({How.EQUALS, How.ONE_OF, How.FROM, How.TO}),
    ColumnKind.NUMBER: frozenset({How.EQUALS, How.ONE_OF, How.FROM, How.TO}),
    ColumnKind.DAY: frozenset({How.EQUALS, How.ONE_OF, How.FROM, How.TO}),
    ColumnKind.MOMENT: frozenset({How.EQUALS, How.FROM, How.TO}),
}
