"""What a refresh of the report tables shows beside the placements."""

from collections.abc import Mapping

import polars as pl

from background import Chart, Column, Figure, Kind, Report, Series, Table
from toolbox.placements import reporting
from toolbox.placements.dataset import KPI
from toolbox.reports.refreshing import Refresh
from toolbox.reports.treasury import Balances

MONTHS_SHOWN = 24
DAYS_SHOWN = 180
NEWEST_SHOWN = 20


def report(fresh: Refresh, rows: Mapping[str, int]) -> Report:
    """Return the result of a refresh that published so many rows of each table."""
    placements = reporting.report(fresh.placements, rows[KPI.name])
    months = _by_month(fresh.newcomers)
    return placements.model_copy(
        update={
            "headline": "{rows} documents, {clients} new clients and {payers} new payers published",
            "fields": {
                "rows": rows[KPI.name],
                "clients": fresh.newcomers["RUCCliente"].count(),
                "payers": fresh.newcomers["RUCPagador"].count(),
            },
            "figures": [*placements.figures, *_figures(fresh), *_cash(fresh.balances)],
            "charts": [*placements.charts, _newcomers(months), *_cash_chart(fresh.balances)],
            "tables": [_newest(fresh.newcomers), *placements.tables],
        }
    )


def _figures(fresh: Refresh) -> list[Figure]:
    month = fresh.as_of.replace(day=1)
    newest = fresh.newcomers.filter(pl.col("FechaOperacion") == month)
    return [
        Figure(label="New clients this month", value=newest["RUCCliente"].count()),
        Figure(label="New payers this month", value=newest["RUCPagador"].count()),
    ]


def _by_month(newcomers: pl.DataFrame) -> pl.DataFrame:
    counts = newcomers.group_by("FechaOperacion").agg(pl.col("RUCCliente", "RUCPagador").count())
    return counts.sort("FechaOperacion").tail(MONTHS_SHOWN)


def _newcomers(months: pl.DataFrame) -> Chart:
    return Chart(
        title="New clients and payers by month",
        labels=[f"{day:%Y-%m}" for day in months["FechaOperacion"]],
        series=[
            Series(label="New clients", values=months["RUCCliente"].to_list()),
            Series(label="New payers", values=months["RUCPagador"].to_list()),
        ],
    )


def _newest(newcomers: pl.DataFrame) -> Table:
    last = newcomers.tail(NEWEST_SHOWN).reverse()
    tax_id = pl.coalesce("RUCCliente", "RUCPagador")
    side = (
        pl.when(pl.col("RUCCliente").is_null()).then(pl.lit("Pagador")).otherwise(pl.lit("Cliente"))
    )
    rows = last.select("FechaOperacion", "Ejecutivo", side, "TipoOperacion", tax_id, "RazonSocial")
    return Table(
        title="The newest clients and payers",
        columns=[
            Column(name="FechaOperacion", label="Month", kind=Kind.DAY),
            Column(name="Ejecutivo", label="Executive"),
            Column(name="side", label="Role"),
            Column(name="TipoOperacion", label="Product"),
            Column(name="RUC", label="Tax id"),
            Column(name="RazonSocial", label="Name"),
        ],
        rows=[list(row) for row in rows.rows()],
    )


def _cash(balances: Balances | None) -> list[Figure]:
    if balances is None or balances.rows.is_empty():
        return []
    last = balances.rows.sort("FechaOperacion").row(-1, named=True)
    return [
        Figure(label="Last day with a balance", value=last["FechaOperacion"], kind=Kind.DAY),
        Figure(label="Cash that day", value=last["SaldoTotalCaja"], kind=Kind.AMOUNT, unit="PEN"),
    ]


def _cash_chart(balances: Balances | None) -> list[Chart]:
    if balances is None or balances.rows.is_empty():
        return []
    days = balances.rows.sort("FechaOperacion").tail(DAYS_SHOWN)
    return [
        Chart(
            title="Cash by day",
            labels=[day.isoformat() for day in days["FechaOperacion"]],
            series=[
                Series(label="Total cash", values=days["SaldoTotalCaja"].to_list()),
                Series(label="Overnight deposit", values=days["MontoOvernight"].to_list()),
            ],
            kind="line",
            unit="PEN",
        )
    ]
