"""A board: figures, charts and tables over datasets, declared by an area, drawn by the console."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from background.datasets import Dataset
from background.errors import DeclarationError
from background.grids import Grid, Look, Mark
from background.measures import (
    Average,
    Distinct,
    Highest,
    Latest,
    Lowest,
    Measure,
    Ratio,
    Rows,
    Sum,
)

__all__ = [
    "Ages",
    "Average",
    "Board",
    "Dimension",
    "Distinct",
    "Filter",
    "Grid",
    "Highest",
    "Latest",
    "Look",
    "Lowest",
    "Mark",
    "Measure",
    "Panel",
    "Period",
    "Periods",
    "Ratio",
    "Rows",
    "Sum",
    "Values",
]
NAME = re.compile(r"^[a-z][a-z0-9_-]*$")


class Period(StrEnum):
    """How long the stretches of time are that days are put together in."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Values:
    """A line for each value of a column: the `top` by the first measure, then the others.

    `named` is a column that says what a value is called, as a name does of a tax id; `labels` say
    it here, for values of which there are few.
    """

    column: str
    label: str
    top: int = 10
    named: str = ""
    labels: Mapping[Any, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Periods:
    """A line for each day, month or year of a column: the `last` ones, and before them the rest."""

    column: str
    label: str = "Month"
    each: Period = Period.MONTH
    last: int = 24


@dataclass(frozen=True)
class Ages:
    """A line for each span of days that a day lies before the day which the figures speak of.

    A span ends with its edge: `(0, 30, 60, 90)` is up to 0 (not past), 1-30, 31-60, 61-90, over 90;
    with -1 for 0 the day itself is past. `first` is what the first span is called.
    """

    column: str
    label: str = "Days past"
    edges: tuple[int, ...] = (0, 30, 60, 90)
    first: str = ""


Dimension = Values | Periods | Ages


@dataclass(frozen=True)
class Filter:
    """A column that readers narrow the whole board by, and what it is called for them."""

    column: str
    label: str


@dataclass(frozen=True)
class Panel:
    """One question to a dataset, and how its answer is drawn.

    Without `by` the measures are figures; with it they are a table of its lines, and `chart` draws
    the first `charted` of them above it. `split` names a column with few values (a currency), each
    of which gets columns of its own, called as `split_labels` say. `share` adds what part of the
    whole each line has in the first measure. `where` are fixed conditions as the address of a
    dataset's page has them: `{"FueraSistema": "Sí"}`, `{"SaldoDeuda__from": "0.01"}`; an exact one
    stands for a filter on the same column, and the panel says so. `dataset` is that of the board
    where none is named; filters on columns that it lacks do not apply to it, and the panel says
    so. `grid` shows states by line and month in the place of the measures; its lines are `Values`.
    """

    title: str
    measures: tuple[Measure, ...]
    by: Dimension | None = None
    chart: Literal["", "bar", "line"] = ""
    charted: int = 1
    split: str = ""
    split_labels: Mapping[Any, str] = field(default_factory=dict)
    share: bool = False
    where: Mapping[str, str] = field(default_factory=dict)
    dataset: Dataset | None = None
    grid: Grid | None = None

    def __post_init__(self) -> None:
        if not self.measures:
            raise DeclarationError("The panel “{title}” measures nothing", title=self.title)
        if self.by is None and (self.chart or self.share):
            raise DeclarationError(
                "The panel “{title}” has no lines to draw: say `by` what", title=self.title
            )
        if self.grid and not isinstance(self.by, Values):
            raise DeclarationError(
                "The grid “{title}” has no lines: say `by` which values", title=self.title
            )
        if len({(one.kind, one.unit) for one in self.measures[: self.charted]}) > 1:
            raise DeclarationError(
                "The panel “{title}” draws what cannot stand on one axis", title=self.title
            )
        if (self.by or self.split) and any(isinstance(one, Latest) for one in self.measures):
            raise DeclarationError(
                "The panel “{title}” groups a latest value: that is a figure", title=self.title
            )


@dataclass(frozen=True)
class Board:
    """What an area shows of its datasets, under one name and with the same filters for all of it.

    It is found when a module called `boards` holds it. Raises DeclarationError where amounts of
    several currencies would be added up: a Sum over a dataset that has a currency column must say
    its `unit`, or its panel must be split by that column.
    """

    name: str
    title: str
    description: str
    dataset: Dataset
    panels: tuple[Panel, ...]
    filters: tuple[Filter, ...] = ()

    def __post_init__(self) -> None:
        if not NAME.match(self.name):
            raise DeclarationError("{name} cannot stand in an address", name=self.name)
        for panel in self.panels:
            for measure in _mixed(panel, self.dataset_of(panel)):
                raise DeclarationError(
                    "“{label}” in “{title}” adds up several currencies: "
                    "say its unit, or split the panel by {currency}",
                    label=measure.label,
                    title=panel.title,
                    currency=self.dataset_of(panel).currency,
                )

    def dataset_of(self, panel: Panel) -> Dataset:
        """Return the dataset that a panel asks."""
        return panel.dataset or self.dataset

    @property
    def datasets(self) -> tuple[Dataset, ...]:
        """Every dataset that the board looks at, its own first."""
        found = (self.dataset, *map(self.dataset_of, self.panels))
        return tuple({dataset.name: dataset for dataset in found}.values())


def _mixed(panel: Panel, dataset: Dataset) -> Iterator[Measure]:
    by = panel.by.column if isinstance(panel.by, Values) else ""
    if dataset.currency and dataset.currency not in (by, panel.split):
        yield from (one for one in panel.measures if isinstance(one, Sum) and not one.unit)
