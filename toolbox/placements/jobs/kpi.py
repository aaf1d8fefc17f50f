"""The placements table: every financed document since the business began."""

from datetime import date
from functools import partial
from typing import Annotated

from pydantic import Field

from background import TODAY, Publication, Report, TaskContext, relative_day, task
from toolbox.placements.calc.rules import RULE_SETS, Rules
from toolbox.placements.calc.summary import Summary, summarize
from toolbox.placements.computing import compute, prepared, told
from toolbox.placements.controlling import control_rows, control_sums
from toolbox.placements.dataset import KPI
from toolbox.placements.gathering import gather, with_rates
from toolbox.placements.reporting import report
from toolbox.placements.store import Spool
from toolbox.rates.dataset import TIPO_CAMBIO
from toolbox.rates.zone import LIMA
from toolbox.sources import open_source

RATES, CALCULATE, PUBLISH, END = 25, 30, 60, 100
"""Where in a hundred the steps begin."""


@task(
    name="toolbox.kpi",
    title="Placements (KPI)",
    queue="cronjobs",
    retry="standard",
    repeatable=True,
    time_limit="30m",
    dry_run=True,
    writes=(KPI, TIPO_CAMBIO),
)
def kpi(
    ctx: TaskContext,
    as_of: Annotated[
        date, relative_day(LIMA), Field(description="The last day of the report")
    ] = TODAY,
    rules: Annotated[
        Rules, Field(description="The rules in force, or those of the former system")
    ] = Rules.CURRENT,
    allow_shrink: Annotated[
        bool, Field(description="Publish even if more than 30 % of the rows disappear")
    ] = False,
) -> Report:
    """Calculate what every financed document places, earns and costs.

    Reads the ERP's report and the sheets, fetches the exchange rates of operation days that lack
    one, and replaces the whole table at once. Rows that cannot be used are set aside with the
    reason; when they are more than 1 % (under the legacy rules, when there is one) the run fails
    and the table stays as it was.
    """
    ctx.progress(0, END, step="Read the sources")
    source = open_source()
    gathered = gather(ctx, source, as_of)
    ctx.progress(RATES, END, step="Fetch rates")
    inputs = with_rates(ctx, source, gathered.inputs, as_of, RULE_SETS[rules])
    calculation = prepared(ctx, inputs, RULE_SETS[rules])
    spool = Spool(ctx.workdir / "placements")
    calculated = compute(ctx, calculation, spool, _span(ctx, CALCULATE, PUBLISH, "Calculate"))
    summary = summarize(spool.scan())
    batches = told(spool, _span(ctx, PUBLISH, END, "Publish"))
    [published] = ctx.publish(Publication(KPI, batches, as_of, allow_shrink))
    _tell(ctx, summary, published.rows)
    set_aside = calculation.total - spool.rows
    gone = set_aside + calculation.replaced + calculation.sheets.blank_lines
    control_rows(ctx, read=gathered.rows, published=published.rows, not_published=gone)
    control_sums(ctx, summary, calculated, published.rows)
    return report(calculation, summary, rows=published.rows, set_aside=set_aside)


def _span(ctx: TaskContext, start: int, end: int, step: str) -> "partial[None]":
    return partial(_progress, ctx, start, end, step)


def _progress(ctx: TaskContext, start: int, end: int, step: str, done: int, of: int) -> None:
    """Report how far a step is, which takes the run from `start` to `end`."""
    ctx.progress(start + (end - start) * done // max(of, 1), END, step=step)


def _tell(ctx: TaskContext, summary: Summary, rows: int) -> None:
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
