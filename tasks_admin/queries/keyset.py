"""Paging by place instead of by number: what comes after or before a given row.

Rows are ordered by one column and then by the primary key, so that their order is total. NULL
counts as the smallest value, as SQLite and MariaDB have it in their indexes. What follows a row
is put together from *segments*, each a plain range that an index on the column answers in order:
first the rest of the rows with the same value, then the other values, then (downwards) NULL.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """By which attribute, and in which direction; ties are broken by the primary key."""

    attribute: str
    descending: bool = False

    @property
    def reversed(self) -> "Order":
        """The same order, read backwards."""
        return Order(self.attribute, not self.descending)

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows in this order."""
        key = rows.model._meta.pk.attname
        if self.descending:
            return rows.order_by(F(self.attribute).desc(nulls_last=True), F(key).desc())
        return rows.order_by(F(self.attribute).asc(nulls_first=True), F(key).asc())

    def segments(self, key: str, place: tuple[Any, Any]) -> list[Q]:
        """Return the conditions of all that follows the place, one range after the other."""
        value, pk = place
        name, onward = self.attribute, "lt" if self.descending else "gt"
        if name == key:
            return [Q(**{f"{key}__{onward}": pk})]
        beyond = Q(**{f"{key}__{onward}": pk})
        if value is None:
            rest = [] if self.descending else [Q(**{f"{name}__isnull": False})]
            return [Q(**{f"{name}__isnull": True}) & beyond, *rest]
        nothing = [Q(**{f"{name}__isnull": True})] if self.descending else []
        return [Q(**{name: value}) & beyond, Q(**{f"{name}__{onward}": value}), *nothing]


def take(
    rows: QuerySet[Any],
    order: Order,
    place: tuple[Any, Any] | None,
    size: int,
    attributes: list[str],
) -> list[Row]:
    """Return up to `size` rows that follow the place (from the start where there is none)."""
    key = rows.model._meta.pk.attname
    wanted = list(dict.fromkeys([key, order.attribute, *attributes]))
    found: list[Row] = []
    for segment in order.segments(key, place) if place else [Q()]:
        ordered = order.apply(rows.filter(segment)).values(*wanted)
        found.extend(ordered[: size - len(found)])
        if len(found) == size:
            break
    return found


def cursor_of(row: Row, order: Order, model: type[Model]) -> str:
    """Return the place of a row as text for a query string."""
    place = [row[order.attribute], row[model._meta.pk.attname]]
    # Not Django's encoder: it cuts moments to milliseconds, and rows between two would be lost.
    return json.dumps(place, default=str, separators=(",", ":"))


def read_cursor(text: str, order: Order, model: type[Model]) -> tuple[Any, Any] | None:
    """Return the place that a query string names, or None where it names none that can be."""
    try:
        value, pk = json.loads(text)
        field: Any = model._meta.get_field(order.attribute)
        return field.to_python(value), model._meta.pk.to_python(pk)
    except (ValueError, TypeError, ValidationError):
        return None
