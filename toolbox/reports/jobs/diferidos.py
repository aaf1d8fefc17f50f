"""The deferred income: interest spread over the months of the deals."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

import polars as pl
from pydantic import Field

from background import (
    TODAY,
    Chart,
    Column,
    Figure,
    Kind,
    Report,
    Series,
    Table,
    TaskContext,
    relative_day,
    task,
)
from toolbox.placements.calc.rules import Rules
from toolbox.placements.controlling import amount
from toolbox.rates.zone import LIMA
from toolbox.reports.accounting import accounted
from toolbox.reports.calc import deferral
from toolbox.reports.calc.promotions import months_after
from toolbox.reports.tables import placements
from toolbox.reports.workbooks import month_name, write_workbook
from toolbox.sources import open_source

SHEETS = {"PEN": "MN", "USD": "US"}
ROUNDING = Decimal("0.01")
DIFFERENCES_SHOWN = 50


@task(
    name="toolbox.diferidos",
    title="Deferred income",
    queue="default",
    repeatable=True,
    time_limit="15m",
)
def diferidos(
    ctx: TaskContext,
    until: Annotated[
        date, relative_day(LIMA), Field(description="A day of the last month of operations")
    ] = TODAY,
    rules: Annotated[
        Rules, Field(description="The rules in force, or those of the former system")
    ] = Rules.CURRENT,
) -> Report:
    """Spread the interest of every deal over the calendar months that it lasts.

    Deals that operated up to the end of the month count. Under the legacy rules the day of the
    operation bears interest too, so that the months add up to a little more than the interest.
    Where the accountant's figures are configured, differences of one or more are listed. The result
    is an Excel file; no table changes.
    """
    last_day = months_after(until.replace(day=1), 1) - timedelta(days=1)
    rows = placements(deferral.NEEDED, last_day)
    both_ends = rules is Rules.LEGACY
    found = deferral.deferred(rows, both_ends=both_ends)
    theirs = accounted(ctx, open_source(ctx), last_day)
    apart = None if theirs is None else deferral.differences(found, theirs)
    sheets = {
        SHEETS.get(str(currency), str(currency)): deferral.by_header(own)
        for (currency,), own in found.group_by(["Moneda"], maintain_order=True)
    }
    if apart is not None:
        sheets["Diferencias"] = apart
    file = write_workbook(ctx.workdir / "diferidos.xlsx", sheets)
    offered = ctx.attach(f"diferidos-{month_name(until)}.xlsx", file)
    for (currency,), own in rows.group_by(["Moneda"], maintain_order=True):
        spread = found.filter(pl.col("Moneda") == currency)["Diferido"].sum()
        ctx.control(
            "Deferred interest of all months",
            amount(float(spread)),
            amount(deferral.expected(own, both_ends=both_ends)),
            ROUNDING,
            unit=str(currency),
        )
    _tell_left_out(ctx, rows)
    ctx.log_success("{rows} documents spread over the months", rows=rows.height)
    return _report(rows, found, apart).model_copy(update={"downloads": [offered]})


def _tell_left_out(ctx: TaskContext, rows: pl.DataFrame) -> None:
    """Say which interest no month bears, because its deal has no days to spread it over."""
    left = deferral.without_days(rows).filter(pl.col("Interes") != 0)
    if left.height:
        ctx.log_warning(
            "{rows} documents have no days to spread their interest over, as {code}",
            rows=left.height,
            code=left["CodigoLiquidacion"][0],
        )


def _report(rows: pl.DataFrame, found: pl.DataFrame, apart: pl.DataFrame | None) -> Report:
    months = found.group_by("Mes", "Moneda").agg(pl.col("Diferido").sum()).sort("Mes", "Moneda")
    differences = [] if apart is None else [Figure(label="Differences", value=apart.height)]
    return Report(
        headline="{rows} documents spread over the months",
        fields={"rows": rows.height},
        figures=[Figure(label="Documents", value=rows.height), *_sums(found), *differences],
        charts=[_chart(months, currency) for currency in months["Moneda"].unique().sort()],
        tables=[] if apart is None else [_differences(apart)],
    )


def _sums(found: pl.DataFrame) -> list[Figure]:
    sums = found.group_by("Moneda").agg(pl.col("Diferido").sum()).sort("Moneda")
    return [
        Figure(label="Deferred interest", value=round(sum_, 2), kind=Kind.AMOUNT, unit=currency)
        for currency, sum_ in sums.rows()
    ]


def _chart(months: pl.DataFrame, currency: str) -> Chart:
    own = months.filter(pl.col("Moneda") == currency)
    return Chart(
        title="Deferred interest by month",
        labels=[f"{month:%Y-%m}" for month in own["Mes"]],
        series=[Series(label="Deferred interest", values=own["Diferido"].round(2).to_list())],
        unit=currency,
    )


def _differences(apart: pl.DataFrame) -> Table:
    columns = ("CodigoLiquidacion", "Moneda", "Mes", "Diferido", "DiferidoContable", "Diferencia")
    return Table(
        title="Differences with the accountant's figures",
        columns=[
            Column(name="CodigoLiquidacion", label="Settlement"),
            Column(name="Moneda", label="Currency"),
            Column(name="Mes", label="Month", kind=Kind.DAY),
            Column(name="Diferido", label="Deferred interest", kind=Kind.AMOUNT),
            Column(name="DiferidoContable", label="Accountant's figure", kind=Kind.AMOUNT),
            Column(name="Diferencia", label="Difference", kind=Kind.AMOUNT),
        ],
        rows=[
            [*row[:3], *[round(value, 2) for value in row[3:]]]
            for row in apart.select(columns).head(DIFFERENCES_SHOWN).rows()
        ],
    )
