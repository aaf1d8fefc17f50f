"""Conditions put together so that one query string says them all: a reader can follow a figure."""

from collections.abc import Iterable

from tasks_admin.queries.row_conditions import Condition, How, read_value

EXACT = (How.EQUALS, How.IS)


def narrowed(
    conditions: Iterable[Condition], further: Iterable[Condition]
) -> tuple[Condition, ...]:
    """Return the conditions with the further ones: only rows that meet all of both.

    An exact value takes the place of what was asked of its column; of two bounds the narrower one
    stays; of two lists of values those in both.
    """
    found = list(conditions)
    for one in further:
        found = _with(found, one)
    return tuple(found)


def _with(conditions: list[Condition], one: Condition) -> list[Condition]:
    of_column = [other for other in conditions if other.column.name == one.column.name]
    if one.how in EXACT:
        return [other for other in conditions if other not in of_column] + [one]
    same = next((other for other in of_column if other.how is one.how), None)
    if same is None:
        return [*conditions, one]
    return [_tighter(same, one) if other is same else other for other in conditions]


def _tighter(one: Condition, other: Condition) -> Condition:
    if one.how is How.ONE_OF:
        return Condition(one.column, one.how, tuple(v for v in one.values if v in other.values))
    if one.how not in (How.FROM, How.TO):
        return other
    first, second = (read_value(each.column, each.values[-1]) for each in (one, other))
    return other if (second > first) is (one.how is How.FROM) else one
