"""The sales of a month and the self-detraction."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import polars as pl
from pydantic import Field

from background import (
    TODAY,
    Chart,
    Figure,
    JobFailed,
    Kind,
    Report,
    Series,
    TaskContext,
    relative_day,
    task,
)
from toolbox.lists.valid import lists_for
from toolbox.placements.calc.rules import RULE_SETS, Rules, in_force
from toolbox.placements.controlling import amount
from toolbox.rates import store
from toolbox.rates.zone import LIMA
from toolbox.reports.accounting import invoices
from toolbox.reports.calc import sales
from toolbox.reports.calc.terms import DetractionTerms
from toolbox.reports.workbooks import month_name, write_workbook
from toolbox.sources import open_source

CENT = Decimal("0.01")


@task(
    name="toolbox.ventas_autodetraccion",
    title="Sales and self-detraction",
    queue="default",
    repeatable=True,
    time_limit="10m",
)
def ventas_autodetraccion(
    ctx: TaskContext,
    until: Annotated[
        date, relative_day(LIMA), Field(description="A day of the month that is declared")
    ] = TODAY,
    rules: Annotated[
        Rules, Field(description="The rules in force, or those of the former system")
    ] = Rules.CURRENT,
) -> Report:
    """List the company's own invoices of a month in soles and what is detracted from them.

    The invoices come from the source “comprobantes”; credit notes count as negative. Taxed sales
    above 700 soles are detracted 12 %. The result is an Excel file; no table changes.
    """
    source = open_source(ctx)
    lists = lists_for(source, until)
    chosen = in_force(RULE_SETS[rules], lists.tasas, lists.tasas_por_dia)
    read = invoices(ctx, source, until, chosen)
    of_month = sales.in_month(read, until)
    if of_month.is_empty():
        raise JobFailed("There is no invoice in {month}.", month=f"{until:%Y-%m}")
    found = sales.sales(of_month, store.all_rates(), chosen.carry_days)
    detracted = sales.detracted(found, DetractionTerms())
    sheets = {"Ventas": found, "Autodetraccion": detracted}
    file = write_workbook(ctx.workdir / "ventas.xlsx", sheets)
    offered = ctx.attach(f"ventas-{month_name(until)}.xlsx", file)
    _judge(ctx, of_month, found)
    ctx.log_success(
        "{rows} invoices, {detracted} detracted", rows=found.height, detracted=detracted.height
    )
    return _report(found, detracted).model_copy(update={"downloads": [offered]})


def _judge(ctx: TaskContext, read: pl.DataFrame, found: pl.DataFrame) -> None:
    ctx.control("Invoices of the month", found.height, read.height)
    soles = found.filter(pl.col("Moneda") != "USD")
    ctx.control(
        "Sales in soles are their amounts",
        amount(float(soles["ValorSoles"].sum())),
        amount(float(soles["Valor"].sum())),
        CENT,
        unit="PEN",
    )
    dollars = found.filter(pl.col("Moneda") == "USD", pl.col("ValorSoles").is_not_null())
    ctx.control(
        "Sales in dollars are their amounts times the rate",
        amount(float(dollars["ValorSoles"].sum())),
        amount(float(dollars.select((pl.col("Valor") * pl.col("TipoCambioVenta")).sum()).item())),
        CENT,
        unit="PEN",
    )
    without = found.filter(pl.col("ValorSoles").is_null())
    if without.height:
        ctx.incomplete(
            "{rows} dollar invoices have no exchange rate and are not in the sums",
            rows=without.height,
        )


def _report(found: pl.DataFrame, detracted: pl.DataFrame) -> Report:
    by_day = found.group_by("Fecha").agg(pl.col("ValorSoles").sum()).sort("Fecha")
    return Report(
        headline="{rows} invoices, {detracted} detracted",
        fields={"rows": found.height, "detracted": detracted.height},
        figures=[
            Figure(label="Invoices", value=found.height),
            _amount("Sales", found["ValorSoles"]),
            Figure(label="Invoices detracted", value=detracted.height),
            _amount("Self-detraction", detracted["Autodetraccion"]),
        ],
        charts=[
            Chart(
                title="Sales by day",
                labels=[day.isoformat() for day in by_day["Fecha"]],
                series=[Series(label="Sales", values=by_day["ValorSoles"].round(2).to_list())],
                unit="PEN",
            )
        ],
    )


def _amount(label: str, values: pl.Series) -> Figure:
    return Figure(label=label, value=round(values.sum(), 2), kind=Kind.AMOUNT, unit="PEN")
