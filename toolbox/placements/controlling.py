"""The totals of a placements run that must tie."""

from decimal import Decimal

import polars as pl

from background import TaskContext
from toolbox.placements.calc.summary import EXPECTED, MEASURES
from toolbox.placements.producing import Placements

CENT = Decimal("0.01")
ROUNDING = Decimal("0.000001")
"""What one stored amount may differ from the calculated one; half of it, to be exact."""

MONTH_LABELS = {
    "PEN": "Placements of documents in soles, sum over months",
    "USD": "Placements of documents in dollars, sum over months",
}
RATE_LABELS = {
    "PEN": "Placements of documents in soles are their amounts",
    "USD": "Placements of documents in dollars are amounts times rates",
}
OTHER_MONTH_LABELS = "Placements of documents in a third currency, sum over months"
OTHER_RATE_LABELS = "Placements of documents in a third currency are their amounts"


def control(ctx: TaskContext, placements: Placements, published: int) -> None:
    """Check the rows, and for each currency the sums of the table's months."""
    ctx.control(
        "Rows published, set aside or replaced", published + placements.gone, placements.read
    )
    tolerance = CENT + published * ROUNDING
    stored = placements.summary.by_month.group_by("Moneda").agg(pl.col(MEASURES).sum())
    both = placements.sums.join(stored, on="Moneda", how="full", suffix="_stored", coalesce=True)
    for row in both.sort("Moneda").fill_null(0.0).iter_rows(named=True):
        _control_sum(ctx, row["Moneda"], row, tolerance)
    sums = stored.sum().row(0, named=True)
    ctx.control(
        "Profit is core income less cost of funds",
        amount(sums["Utilidad"]),
        amount(sums["TotalIngresosSoles"] - sums["CostosFondoSoles"]),
        2 * tolerance,
        unit="PEN",
    )


def _control_sum(
    ctx: TaskContext, currency: str, row: dict[str, float], tolerance: Decimal
) -> None:
    """Check one currency: the months against the rows, and the rows against their amounts."""
    months = MONTH_LABELS.get(currency, OTHER_MONTH_LABELS)
    rates = RATE_LABELS.get(currency, OTHER_RATE_LABELS)
    calculated = amount(row["ColocacionSoles"])
    ctx.control(months, amount(row["ColocacionSoles_stored"]), calculated, tolerance, unit="PEN")
    ctx.control(rates, calculated, amount(row[EXPECTED]), tolerance, unit="PEN")


def amount(value: float) -> Decimal:
    """Return a sum of doubles as controls compare it."""
    return Decimal(str(round(value, 6)))
