"""What a reader asks of a dataset: conditions, order, columns and place, from a query string."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from background import Dataset, Layout
from background.errors import FieldError
from tasks_admin.models.reading import Limits, current
from tasks_admin.queries.dataset_columns import (
    ColumnKind,
    DatasetColumn,
    columns_of,
    shown_at_first,
)
from tasks_admin.queries.row_conditions import Condition, How

SIZES = (50, 100)
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows of a dataset, in which order, and which of their columns.

    Conditions that make no sense are `refused`: not applied, and `errors` has a sentence for each.
    `after` and `before` are cursors as `dataset_rows` makes them. `reader` are the limits of
    whoever asked, kept for rows that are read when the request is over.
    """

    dataset: Dataset
    conditions: tuple[Condition, ...] = ()
    refused: tuple[Condition, ...] = ()
    errors: tuple[FieldError, ...] = ()
    sort: str = ""
    descending: bool = False
    chosen: tuple[str, ...] = ()
    size: int = SIZES[0]
    after: str = ""
    before: str = ""
    unknown: tuple[str, ...] = ()
    layout: Layout | None = None
    columns: Mapping[str, DatasetColumn] = field(default_factory=dict)
    reader: Limits | None = field(default_factory=current)

    @property
    def shown(self) -> list[DatasetColumn]:
        """The columns on the page: the chosen ones, else those the dataset shows at first."""
        return [self.columns[name] for name in self.chosen or shown_at_first(self.dataset)]

    @property
    def exported(self) -> list[DatasetColumn]:
        """The columns of a download: those of its layout, else the chosen ones, else all."""
        if self.layout:
            return [self.columns.get(name, _absent(name)) for name in self.layout.columns]
        return [self.columns[name] for name in self.chosen or self.columns]

    @property
    def digest(self) -> str:
        """A short name for the conditions alone, the same for the same rows."""
        asked = sorted((one.parameter, *sorted(one.values)) for one in self.conditions)
        seen = sorted(self._seen) if self._seen is not None else None
        return hashlib.sha256(repr((asked, seen)).encode()).hexdigest()[:32]

    def rows(self) -> QuerySet[Any]:
        """Return the rows that meet every condition, in no particular order."""
        rows: QuerySet[Any] = self.dataset.model._default_manager.order_by()
        if self.dataset.scope and self._seen is not None:
            rows = rows.filter(**{f"{self.dataset.scope[1]}__in": self._seen})
        for condition in self.conditions:
            rows = rows.filter(condition.as_q())
        return rows

    @property
    def _seen(self) -> frozenset[str] | None:
        """The things whose rows the reader may see; None for all of them."""
        if self.reader is None or self.dataset.scope is None:
            return None
        return self.reader.allowed.get(self.dataset.scope[0].name)

    def pairs(self, *, place: bool = False) -> Pairs:
        """Return what a query string needs to say the same again, without empty values."""
        pairs = [(one.parameter, value) for one in self.conditions for value in one.values]
        if self.sort:
            pairs.append(("sort", f"{'-' * self.descending}{self.sort}"))
        pairs += [("cols", name) for name in self.chosen]
        if self.size != SIZES[0]:
            pairs.append(("size", str(self.size)))
        if place:
            pairs += [(k, v) for k, v in (("after", self.after), ("before", self.before)) if v]
        return pairs

    def query_string(self, **changes: Any) -> str:
        """Return the query string of this filter with some of it changed."""
        changed = replace(self, **changes) if changes else self
        return urlencode(changed.pairs(place=bool({"after", "before"} & set(changes))))

    def sorted_by(self, name: str) -> str:
        """Return the query string that sorts by a column, or turns its order round."""
        turned = self.sort == name and not self.descending
        return self.query_string(sort=name, descending=turned)

    def of(self, column: str, how: How) -> tuple[str, ...]:
        """Return the values asked of one column in one way, refused ones too."""
        asked = (*self.conditions, *self.refused)
        found = (one.values for one in asked if one.column.name == column and one.how is how)
        return next(found, ())


def read(dataset: Dataset, given: Mapping[str, Sequence[str]]) -> RowFilter:
    """Read a query string (a list of values for each parameter) into a filter; never raises."""
    columns = columns_of(dataset)
    asked, unknown = _conditions(columns, given)
    sort = _last(given, "sort")
    name = sort.removeprefix("-")
    size = _last(given, "size")
    return RowFilter(
        dataset=dataset,
        conditions=tuple(one for one in asked if not one.error()),
        refused=tuple(one for one in asked if one.error()),
        errors=(
            *(error for one in asked if (error := one.error())),
            *_wrong_layout(dataset, given),
        ),
        sort=name if name in columns else "",
        descending=sort.startswith("-") and name in columns,
        chosen=tuple(name for name in columns if name in given.get("cols", ())),
        size=int(size) if size in map(str, SIZES) else SIZES[0],
        after=_last(given, "after"),
        before=_last(given, "before"),
        unknown=unknown,
        layout=_layouts(dataset).get(_last(given, "layout")),
        columns=columns,
    )


OTHERS = frozenset(
    {"sort", "cols", "size", "after", "before", "format", "plain", "add", "totals", "layout"}
)


def _conditions(
    columns: Mapping[str, DatasetColumn], given: Mapping[str, Sequence[str]]
) -> tuple[list[Condition], tuple[str, ...]]:
    asked, unknown = [], []
    for parameter in given:
        values = tuple(value.strip() for value in given[parameter] if value.strip())
        condition = _condition(columns, parameter, values)
        if condition is None:
            unknown.append(parameter)
        elif values:
            asked.append(condition)
    return asked, tuple(name for name in unknown if name not in OTHERS)


def _condition(
    columns: Mapping[str, DatasetColumn], parameter: str, values: tuple[str, ...]
) -> Condition | None:
    if parameter in columns:
        return Condition(columns[parameter], How.EQUALS, values)
    name, _, word = parameter.rpartition("__")
    if name not in columns or word not in list(How):
        return None
    return Condition(columns[name], How(word), values)


def _layouts(dataset: Dataset) -> dict[str, Layout]:
    return {one.name: one for one in dataset.layouts}


def _wrong_layout(dataset: Dataset, given: Mapping[str, Sequence[str]]) -> Iterator[FieldError]:
    if (name := _last(given, "layout")) and name not in _layouts(dataset):
        yield FieldError("layout", "The dataset has no such layout.")


def _absent(name: str) -> DatasetColumn:
    """A column of a layout that the table does not have: empty in every row."""
    return DatasetColumn(name, "", ColumnKind.TEXT, nullable=True)


def _last(given: Mapping[str, Sequence[str]], name: str) -> str:
    values = given.get(name) or [""]
    return values[-1]
