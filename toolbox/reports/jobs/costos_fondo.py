"""What the money of the placements costs with the guarantee funds."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import polars as pl
from pydantic import Field

from background import (
    TODAY,
    Chart,
    Column,
    Figure,
    JobFailed,
    Kind,
    Report,
    Series,
    Table,
    TaskContext,
    relative_day,
    task,
)
from toolbox.placements.calc.columns import TABLE_COLUMNS
from toolbox.placements.calc.rules import Rules
from toolbox.placements.controlling import amount
from toolbox.rates.zone import LIMA
from toolbox.reports.calc.funds import NEEDED
from toolbox.reports.funding import funded
from toolbox.reports.tables import placements
from toolbox.reports.workbooks import write_workbook
from toolbox.sources import open_source

SHOWN = ("FechaOperacion", "Mes", "NroDocumento", "Ejecutivo", "RazonSocialCliente")
CENT = Decimal("0.01")
COST_LABELS = {
    "PEN": "Cost of funds of documents in soles",
    "USD": "Cost of funds of documents in dollars is its amount times the rate",
}
OTHER_COST_LABEL = "Cost of funds of documents in a third currency is its amount times the rate"


@task(
    name="toolbox.costos_fondo",
    title="Cost of funds",
    queue="default",
    repeatable=True,
    time_limit="10m",
)
def costos_fondo(
    ctx: TaskContext,
    since: Annotated[
        date, relative_day(LIMA), Field(description="The first day of operation")
    ] = date(2023, 1, 1),
    until: Annotated[
        date, relative_day(LIMA), Field(description="The last day of operation")
    ] = TODAY,
    rules: Annotated[
        Rules, Field(description="The rules in force, or those of the former system")
    ] = Rules.CURRENT,
) -> Report:
    """Work out the cost of funds and the profit with the guarantee funds, document by document.

    The placements come from their table, the guarantees of Fondo Crecer and the settlements of the
    promotional fund from their sheets. The result is an Excel file; no table changes.
    """
    columns = [name for name in TABLE_COLUMNS if name in {*SHOWN, *NEEDED}]
    rows = placements(columns, until).filter(pl.col("FechaOperacion") >= since)
    if rows.is_empty():
        raise JobFailed(
            "There is no document between {since} and {until}.", since=since, until=until
        )
    costs = funded(ctx, open_source(ctx), rows, until, rules)
    file = write_workbook(ctx.workdir / "costos.xlsx", {"Costos de fondo": costs})
    offered = ctx.attach(f"costos-fondo-{since}-{until}.xlsx", file)
    _control(ctx, costs, rows)
    ctx.log_success("{rows} documents with their cost of funds", rows=costs.height)
    return _report(costs).model_copy(update={"downloads": [offered]})


def _control(ctx: TaskContext, costs: pl.DataFrame, rows: pl.DataFrame) -> None:
    ctx.control("Documents with a cost", costs.height, rows.height)
    for (currency,), own in costs.group_by(["Moneda"], maintain_order=True):
        factor = 1.0 if currency == "PEN" else pl.col("TipoCambioVenta")
        ctx.control(
            COST_LABELS.get(str(currency), OTHER_COST_LABEL),
            amount(float(own["CostosFondoTotalSoles"].sum())),
            amount(float(own.select((pl.col("CostosFondoTotal") * factor).sum()).item())),
            CENT,
            unit="PEN",
        )
    sums = costs.select(
        pl.col("TotalIngresosSoles", "CostosFondoTotalSoles", "UtilidadTotalSoles").sum()
    ).row(0, named=True)
    ctx.control(
        "Profit is core income less total cost of funds",
        amount(sums["UtilidadTotalSoles"]),
        amount(sums["TotalIngresosSoles"] - sums["CostosFondoTotalSoles"]),
        CENT,
        unit="PEN",
    )


def _report(costs: pl.DataFrame) -> Report:
    total = pl.col("CostosFondoTotalSoles", "UtilidadTotalSoles").sum().round(2)
    cost, profit = costs.select(total).row(0)
    return Report(
        headline="{rows} documents, cost of funds {cost} soles",
        fields={"rows": costs.height, "cost": cost},
        figures=[
            Figure(label="Documents", value=costs.height),
            Figure(label="Total cost of funds", value=cost, kind=Kind.AMOUNT, unit="PEN"),
            Figure(label="Profit after funds", value=profit, kind=Kind.AMOUNT, unit="PEN"),
        ],
        charts=[_by_month(costs)],
        tables=[_by_fund(costs)],
    )


def _by_month(costs: pl.DataFrame) -> Chart:
    months = costs.group_by("Mes").agg(pl.col("CostosFondoTotalSoles").sum().round(2)).sort("Mes")
    values = months["CostosFondoTotalSoles"].to_list()
    return Chart(
        title="Cost of funds by month",
        labels=months["Mes"].to_list(),
        series=[Series(label="Total cost of funds", values=values)],
        unit="PEN",
    )


def _by_fund(costs: pl.DataFrame) -> Table:
    sums = pl.col("CostosFondoTotalSoles", "UtilidadTotalSoles").sum().round(2)
    funds = costs.group_by("EtiquetaFondo").agg(pl.len().alias("rows"), sums)
    return Table(
        title="Totals by fund",
        columns=[
            Column(name="EtiquetaFondo", label="Fund"),
            Column(name="rows", label="Documents", kind=Kind.COUNT),
            Column(name="cost", label="Total cost of funds", kind=Kind.AMOUNT),
            Column(name="profit", label="Profit after funds", kind=Kind.AMOUNT),
        ],
        rows=[list(row) for row in funds.sort("EtiquetaFondo").rows()],
    )
