"""Measures as SQL aggregates, and back: parts that can be added up, and what they come to."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Min, Sum, Value
from django.db.models.aggregates import Aggregate
from django.db.models.functions import NullIf

from background import boards
from background.boards import Measure
from tasks_admin.queries.dataset_columns import ColumnKind, DatasetColumn

Columns = Mapping[str, DatasetColumn]
Number = int | float | Decimal


class How(StrEnum):
    """One thing that the database reckons over rows."""

    ROWS = "rows"
    SUM = "sum"
    FILLED = "filled"
    DIFFERENT = "different"
    LEAST = "least"
    GREATEST = "greatest"


class Part(NamedTuple):
    """One aggregate of one column; several measures may share it."""

    how: How
    column: str = ""


Parts = Mapping[Part, Any]
ADDABLE = (How.ROWS, How.SUM, How.FILLED)
"""What the rest of the rows has is what all have less what these have."""
AGGREGATES: Mapping[How, type[Aggregate]] = {
    How.SUM: Sum,
    How.FILLED: Count,
    How.LEAST: Min,
    How.GREATEST: Max,
}


def parts_of(measure: Measure) -> tuple[Part, ...]:
    """Return what the database must reckon for a measure; the first one ranks its lines."""
    match measure:
        case boards.Rows():
            return (Part(How.ROWS),)
        case boards.Distinct(column):
            return (Part(How.DIFFERENT, column),)
        case boards.Sum(column):
            return (Part(How.SUM, column),)
        case boards.Average(column):
            return Part(How.SUM, column), Part(How.FILLED, column)
        case boards.Lowest(column):
            return (Part(How.LEAST, column),)
        case boards.Highest(column):
            return (Part(How.GREATEST, column),)
        case boards.Ratio(column, whole):
            return Part(How.SUM, column), Part(How.SUM, whole)
        case _:
            return ()


def all_parts(measures: Iterable[Measure]) -> tuple[Part, ...]:
    """Return what the database must reckon for several measures, each part once."""
    return tuple(dict.fromkeys(part for measure in measures for part in parts_of(measure)))


def aggregate(part: Part, columns: Columns) -> Aggregate:
    """Return a part as an expression for a queryset."""
    if part.how is How.ROWS:
        return Count("*")
    column = columns[part.column]
    if part.how is not How.DIFFERENT:
        return AGGREGATES[part.how](column.attribute)
    is_text = column.kind is ColumnKind.TEXT
    values = NullIf(column.attribute, Value("")) if is_text else F(column.attribute)
    return Count(values, distinct=True)


def value_of(measure: Measure, parts: Parts) -> Any:
    """Return what a measure comes to; None where its parts are missing or nothing was there."""
    found = [parts.get(part) for part in parts_of(measure)]
    if isinstance(measure, boards.Average | boards.Ratio):
        above, below = found
        return _divided(above, below)
    return found[0] if found else None


def rest_of(total: Parts, lines: Iterable[Parts]) -> Parts:
    """Return what all rows have less what the lines have, as far as that can be said."""
    given = list(lines)
    return {
        part: whole - sum((one.get(part) or 0 for one in given), type(whole)(0))
        for part, whole in total.items()
        if part.how in ADDABLE and whole is not None
    }


def share_of(value: Any, whole: Any) -> Number | None:
    """Return what part a value is of the whole; None where that cannot be said."""
    return _divided(value, whole)


def _divided(above: Any, below: Any) -> Number | None:
    if above is None or not below:
        return None
    return float(above) / float(below) if isinstance(above, float) else Decimal(above) / below
