"""From a report and the sheets to the rows of a table, and what they add up to: what jobs share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from background import TaskContext
from toolbox.lists.valid import lists_for
from toolbox.placements.calc.calculation import Calculation
from toolbox.placements.calc.rules import RULE_SETS, Rules, in_force
from toolbox.placements.calc.summary import Summary
from toolbox.placements.computing import Computed, Progress, prepared
from toolbox.placements.gathering import gather, with_rates
from toolbox.placements.rating import tell_rates
from toolbox.sources import Source, SourceName

RATES, CALCULATE, PUBLISH, END = 25, 30, 80, 100
"""Where in a hundred the steps begin."""


@dataclass(frozen=True, slots=True)
class Placements:
    """Rows on their way to a table, and what is known of them once all of them are taken."""

    ctx: TaskContext
    calculation: Calculation
    computed: Computed
    read: int

    @property
    def set_aside(self) -> int:
        """How many rows cannot be used."""
        return self.calculation.total - self.computed.rows

    @property
    def gone(self) -> int:
        """How many rows that were read are not in the table."""
        return self.set_aside + self.calculation.replaced + self.calculation.sheets.blank_lines

    @property
    def sums(self) -> pl.DataFrame:
        """The sums by currency, as calculated."""
        return self.computed.sums

    @property
    def summary(self) -> Summary:
        """The sums by month, by executive and by rate, as stored."""
        return self.computed.summary

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield the rows for publishing, each calculated while the one before is loaded.

        Nothing is published of rows that are taken before one is found that fails the run: they
        are in a staging table, which then goes. Raises JobFailed.
        """
        yield from self.computed.batches()
        self.ctx.progress(PUBLISH, END, step="Publish")


def produce(
    ctx: TaskContext, source: Source, report: SourceName, as_of: date, rules: Rules
) -> Placements:
    """Read the sources and prepare the calculation of every row; raises SourceFailed."""
    ctx.progress(0, END, step="Read the sources")
    lists = lists_for(source, as_of)
    chosen = in_force(RULE_SETS[rules], lists.tasas, lists.tasas_por_dia)
    gathered = gather(ctx, source, as_of, report, lists.alias_ejecutivos)
    ctx.progress(RATES, END, step="Fetch rates")
    inputs = with_rates(ctx, source, gathered.inputs, as_of, chosen)
    calculation = prepared(ctx, inputs, chosen)
    progress = span(ctx, CALCULATE, PUBLISH, "Calculate and load")
    return Placements(ctx, calculation, Computed(ctx, calculation, as_of, progress), gathered.rows)


def span(ctx: TaskContext, start: int, end: int, step: str) -> Progress:
    """Return what reports how far a step is that takes the run from `start` to `end`."""
    return partial(_progress, ctx, start, end, step)


def _progress(ctx: TaskContext, start: int, end: int, step: str, done: int, of: int) -> None:
    ctx.progress(start + (end - start) * done // max(of, 1), END, step=step)


def tell(ctx: TaskContext, placements: Placements, rows: int) -> None:
    """Tell that all is published: how many documents, and what their rates are worth."""
    rules = placements.calculation.rules
    ctx.progress(END, END, step="Publish")
    ctx.log_success("Published {rows} documents", rows=rows)
    tell_rates(ctx, placements.summary, is_usual=rules.max_unrated_share is None)
