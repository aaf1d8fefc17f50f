"""What the lines of a panel are: the expression that groups rows, and how to get back to them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Value, When
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Cast, Coalesce, Substr

from background.boards import Ages, Dimension, Period, Periods, Values
from tasks_admin.queries.dataset_columns import ColumnKind, DatasetColumn
from tasks_admin.queries.row_conditions import Condition, How

Columns = Mapping[str, DatasetColumn]
LENGTHS = {Period.DAY: 10, Period.MONTH: 7, Period.YEAR: 4}
"""How much of an ISO day names its period."""


def kind_of(by: Dimension | None) -> tuple[Any, ...]:
    """Return what the groups of a panel depend on: the same for panels with the same lines."""
    match by:
        case Values(column, _, _, named):
            return column, named
        case Periods(column, _, each):
            return column, each
        case Ages(column, _, edges):
            return column, edges
        case None:
            return ()


def grouped_by(by: Dimension, columns: Columns, as_of: date) -> Expression | Combinable:
    """Return the expression that gives each row the key of its line."""
    column = columns[by.column]
    match by:
        case Periods():
            # The text of a day begins with its month: no function that SQLite must ask Python for.
            return Substr(Cast(column.attribute, CharField()), 1, LENGTHS[by.each])
        case Ages():
            return _age(by, column, as_of)
        case Values():
            return by_value(column)


def by_value(column: DatasetColumn) -> Expression | Combinable:
    """Return the expression that groups by the values of a column; a blank text is no value.

    MariaDB would group by a bare column along its index, fetching each row from its place in the
    table: five times slower than reading the table through.
    """
    if column.kind is ColumnKind.TEXT:
        return Coalesce(column.attribute, Value(""))
    return F(column.attribute)


def conditions_of(by: Dimension, columns: Columns, key: Any, as_of: date) -> tuple[Condition, ...]:
    """Return the conditions that only the rows of a line meet."""
    column = columns[by.column]
    if key is None or key == "":
        return (Condition(column, How.IS, ("empty",)),)
    match by:
        case Periods():
            return between(column, *days_of(key))
        case Ages():
            return between(column, *_days_of_age(by.edges, key, as_of))
        case Values():
            return (value_condition(column, key),)


def value_condition(column: DatasetColumn, key: Any) -> Condition:
    """Return the condition that a column has this value."""
    if key is None or key == "":
        return Condition(column, How.IS, ("empty",))
    text = {True: "yes", False: "no"}[bool(key)] if column.kind is ColumnKind.FLAG else str(key)
    return Condition(column, How.EQUALS, (text,))


def between(column: DatasetColumn, first: date | None, last: date | None) -> tuple[Condition, ...]:
    """Return the conditions of a stretch of days, open where a side is None."""
    ends = ((How.FROM, first), (How.TO, last))
    return tuple(Condition(column, how, (day.isoformat(),)) for how, day in ends if day)


def days_of(key: str) -> tuple[date, date]:
    """Return the first and last day of "2024", "2024-02" or "2024-02-29"."""
    numbers = [int(part) for part in key.split("-")]
    year, month, day = numbers[0], *numbers[1:], *[0] * (3 - len(numbers))
    if day:
        return date(year, month, day), date(year, month, day)
    first = date(year, month or 1, 1)
    following = date(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1)
    return first, following - timedelta(days=1)


def filled(each: Period, keys: Sequence[str]) -> list[str]:
    """Return the periods from the first key to the last without gaps; days only as they are."""
    if each is Period.DAY or len(keys) < 2:
        return list(keys)
    found = [keys[0]]
    while found[-1] < keys[-1]:
        following = days_of(found[-1])[1] + timedelta(days=1)
        found.append(following.isoformat()[: LENGTHS[each]])
    return found


def _age(by: Ages, column: DatasetColumn, as_of: date) -> Expression:
    """The number of the span: 0 up to the first edge, and so on; None for rows without a day."""
    spans = [
        When(**{f"{column.attribute}__gte": as_of - timedelta(days=edge)}, then=Value(number))
        for number, edge in enumerate(by.edges)
    ]
    known = When(**{f"{column.attribute}__isnull": False}, then=Value(len(by.edges)))
    return Case(*spans, known, default=Value(None), output_field=IntegerField())


def _days_of_age(edges: Sequence[int], key: int, as_of: date) -> tuple[date | None, date | None]:
    """A span of ages as days: the older the day, the greater its age."""
    spans = list(pairwise((None, *edges, None)))
    after, until = spans[key]
    first = as_of - timedelta(days=until) if until is not None else None
    last = as_of - timedelta(days=after + 1) if after is not None else None
    return first, last
