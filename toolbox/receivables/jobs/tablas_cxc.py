"""The receivables tables: what is owed on every document, what was paid and given back."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Annotated

from pydantic import Field

from background import TODAY, Report, TaskContext, relative_day, task
from toolbox.lists.valid import lists_for
from toolbox.placements.calc.rules import Rules
from toolbox.rates.dataset import TIPO_CAMBIO
from toolbox.rates.zone import LIMA
from toolbox.receivables.calc.rules import RULE_SETS, in_force
from toolbox.receivables.calc.summary import orphans, settled, summarize
from toolbox.receivables.computing import Computed, compute, prepared
from toolbox.receivables.controlling import control_balances, control_rows
from toolbox.receivables.dataset import COLLECTIONS, RECEIVABLES, REFUNDS
from toolbox.receivables.gathering import gather, with_rates
from toolbox.receivables.publishing import publish
from toolbox.receivables.reporting import report
from toolbox.sources import open_source

RATES, CALCULATE, PUBLISH, END = 25, 30, 60, 100
"""Where in a hundred the steps begin."""


@task(
    name="toolbox.tablas_cxc",
    title="Receivables (CxC)",
    queue="cronjobs",
    retry="standard",
    repeatable=True,
    lock=(),
    when_taken="queue",
    time_limit="30m",
    dry_run=True,
    writes=(RECEIVABLES, COLLECTIONS, REFUNDS, TIPO_CAMBIO),
)
def tablas_cxc(
    ctx: TaskContext,
    as_of: Annotated[
        date, relative_day(LIMA), Field(description="The day that balances are looked at")
    ] = TODAY,
    rules: Annotated[
        Rules, Field(description="The rules in force, or those of the former system")
    ] = Rules.CURRENT,
    placeholders: Annotated[
        bool,
        Field(description="Make up payments outside the ERP as the former extension did"),
    ] = False,
    allow_shrink: Annotated[
        bool, Field(description="Publish even if too many rows disappear")
    ] = False,
) -> Report:
    """Calculate what is owed on every document, and publish it with payments and refunds.

    Reads the ERP's three services and the sheets, brings balances to soles with the latest exchange
    rate, and replaces the three tables together. Rows that cannot be used are set aside with the
    reason; when they are more than 1 % of their source (under the legacy rules, when there is
    one) the run fails and the tables stay as they were.
    """
    ctx.progress(0, END, step="Read the sources")
    source = open_source(ctx)
    lists = lists_for(source, as_of)
    chosen = replace(
        in_force(RULE_SETS[rules], lists.tasas, lists.tasas_por_dia), placeholders=placeholders
    )
    gathered = gather(ctx, source, as_of, chosen, lists)
    ctx.progress(RATES, END, step="Fetch rates")
    inputs, cut = with_rates(ctx, source, gathered.inputs, as_of, chosen)
    calculation = prepared(ctx, inputs, chosen)
    computed = compute(ctx, calculation, gathered, cut, _span(ctx, CALCULATE, PUBLISH, "Calculate"))
    rows = computed.documents.spool.scan()
    summary = summarize(rows, as_of)
    published = publish(ctx, computed, as_of, allow_shrink, _span(ctx, PUBLISH, END, "Publish"))
    if summary.without_rate:
        ctx.incomplete(
            "{rows} dollar documents have no exchange rate of their day of operation; their "
            "placements in soles are zero",
            rows=summary.without_rate,
        )
    control_rows(ctx, computed, gathered, published, calculation.sheets.blank_lines)
    control_balances(ctx, summary, settled(rows, computed.paid), cut)
    return report(
        summary,
        cut,
        documents=published[RECEIVABLES.name],
        payments=published[COLLECTIONS.name],
        refunds=published.get(REFUNDS.name, 0),
        set_aside=_set_aside(computed),
        strays=orphans(rows, computed.paid),
        likenesses=calculation.executives.values(),
    )


def _set_aside(computed: Computed) -> int:
    parts = (computed.documents, computed.payments, computed.refunds)
    return sum(part.set_aside for part in parts)


def _span(ctx: TaskContext, start: int, end: int, step: str) -> "partial[None]":
    return partial(_progress, ctx, start, end, step)


def _progress(ctx: TaskContext, start: int, end: int, step: str, done: int, of: int) -> None:
    """Report how far a step is, which takes the run from `start` to `end`."""
    ctx.progress(start + (end - start) * done // max(of, 1), END, step=step)
