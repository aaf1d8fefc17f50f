"""What the calculation reads: the sources as frames of texts, the rates and the aliases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from toolbox.placements.calc.layouts import PLACEMENTS, Layout
from toolbox.rates.calc import RATE_SCHEMA


@dataclass(frozen=True, slots=True)
class Named:
    """A source's rows, every column text, with `_row` counting from 1, and its name."""

    name: str
    frame: pl.LazyFrame

    @property
    def is_empty(self) -> bool:
        """Whether the source answered without a single row, hence without columns."""
        return not set(self.frame.collect_schema().names()) - {"_row"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that the calculation reads; what is not configured is left out.

    `sheets` come in the order in which they are put one after the other. `rates` has RATE_SCHEMA.
    `layout` says which report it is.
    """

    report: Named
    sheets: Sequence[Named] = ()
    sectors: Named | None = None
    referrals: Named | None = None
    rates: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RATE_SCHEMA))
    aliases: Mapping[str, str] = field(default_factory=dict)
    layout: Layout = PLACEMENTS
