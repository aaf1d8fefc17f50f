"""From a report and the sheets to the rows of a table, spooled and added up: what jobs share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from background import TaskContext
from toolbox.placements.calc.calculation import Calculation
from toolbox.placements.calc.rules import RULE_SETS, Rules
from toolbox.placements.calc.summary import Summary, summarize
from toolbox.placements.computing import Progress, compute, prepared, told
from toolbox.placements.gathering import gather, with_rates
from toolbox.placements.store import Spool
from toolbox.sources import Source, SourceName

RATES, CALCULATE, PUBLISH, END = 25, 30, 60, 100
"""Where in a hundred the steps begin."""


@dataclass(frozen=True, slots=True)
class Placements:
    """Judged rows, ready to be published, and what is known of them."""

    calculation: Calculation
    spool: Spool
    sums: pl.DataFrame
    summary: Summary
    read: int

    @property
    def set_aside(self) -> int:
        """How many rows cannot be used."""
        return self.calculation.total - self.spool.rows

    @property
    def gone(self) -> int:
        """How many rows that were read are not in the table."""
        return self.set_aside + self.calculation.replaced + self.calculation.sheets.blank_lines

    def batches(self, ctx: TaskContext) -> Iterator[pl.DataFrame]:
        """Yield the rows for publishing, telling the progress."""
        return told(self.spool, span(ctx, PUBLISH, END, "Publish"))


def produce(
    ctx: TaskContext, source: Source, report: SourceName, as_of: date, rules: Rules
) -> Placements:
    """Read the sources once and calculate every row; raises SourceFailed and JobFailed."""
    ctx.progress(0, END, step="Read the sources")
    gathered = gather(ctx, source, as_of, report)
    ctx.progress(RATES, END, step="Fetch rates")
    inputs = with_rates(ctx, source, gathered.inputs, as_of, RULE_SETS[rules])
    calculation = prepared(ctx, inputs, RULE_SETS[rules])
    spool = Spool(ctx.workdir / "placements", calculation.layout.amounts)
    sums = compute(ctx, calculation, spool, span(ctx, CALCULATE, PUBLISH, "Calculate"))
    return Placements(calculation, spool, sums, summarize(spool.scan()), gathered.rows)


def span(ctx: TaskContext, start: int, end: int, step: str) -> Progress:
    """Return what reports how far a step is that takes the run from `start` to `end`."""
    return partial(_progress, ctx, start, end, step)


def _progress(ctx: TaskContext, start: int, end: int, step: str, done: int, of: int) -> None:
    ctx.progress(start + (end - start) * done // max(of, 1), END, step=step)


def tell(ctx: TaskContext, summary: Summary, rows: int) -> None:
    """Write how many documents were published, and what their rates are worth."""
    ctx.log_success("Published {rows} documents", rows=rows)
    if summary.dollars_carried:
        ctx.log_info(
            "{rows} dollar documents use the rate of an earlier day", rows=summary.dollars_carried
        )
    missing = int(summary.missing_rates["rows"].sum())
    if missing:
        ctx.log_warning(
            "{rows} dollar documents of {days} days have no exchange rate; their soles are zero",
            rows=missing,
            days=summary.missing_rates.height,
        )
