"""The totals of a placements run that must tie."""

from collections.abc import Mapping
from decimal import Decimal

from background import TaskContext
from toolbox.placements.calc.summary import Summary, totals

CENT = Decimal("0.01")
ROUNDING = Decimal("0.000001")
"""What one stored amount may differ from the calculated one; half of it, to be exact."""


def control_rows(ctx: TaskContext, *, read: int, published: int, not_published: int) -> None:
    """Check that every row read was published, set aside, replaced or an empty line."""
    ctx.control("Rows published, set aside or replaced", published + not_published, read)


def control_sums(
    ctx: TaskContext, summary: Summary, calculated: Mapping[str, float], rows: int
) -> None:
    """Check the sums of the table's months against what was calculated row by row."""
    stored = totals(summary.by_month)
    tolerance = CENT + rows * ROUNDING
    ctx.control(
        "Placements in soles, sum over months",
        _amount(stored["ColocacionSoles"]),
        _amount(calculated["ColocacionSoles"]),
        tolerance,
        unit="PEN",
    )
    ctx.control(
        "Profit is core income less cost of funds",
        _amount(stored["Utilidad"]),
        _amount(stored["TotalIngresosSoles"] - stored["CostosFondoSoles"]),
        2 * tolerance,
        unit="PEN",
    )


def _amount(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))
