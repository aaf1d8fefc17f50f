"""The totals of a receivables run that must tie, each per currency."""

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from background import TaskContext
from toolbox.receivables.calc.balances import Cut
from toolbox.receivables.calc.summary import Summary
from toolbox.receivables.computing import Computed, Spooled
from toolbox.receivables.gathering import Gathered

CENT = Decimal("0.01")
ROUNDING = Decimal("0.005")
"""What one stored amount may differ from the calculated one."""


def control_rows(
    ctx: TaskContext,
    computed: Computed,
    gathered: Gathered,
    published: Mapping[str, int],
    blank_lines: int,
) -> None:
    """Check that every row read was published, set aside, replaced or an empty line."""
    documents = _accounted(computed.documents, published["CXCAcumuladoDim"])
    ctx.control(
        "Documents published, set aside or replaced",
        documents + blank_lines,
        gathered.documents + gathered.sheets,
    )
    payments = _accounted(computed.payments, published["CXCPagosFact"])
    ctx.control("Payments published, set aside or replaced", payments, gathered.payments)
    refunds = _accounted(computed.refunds, published.get("CXCDevFact", 0))
    ctx.control("Refunds published, set aside or replaced", refunds, gathered.refunds)


def _accounted(rows: Spooled, published: int) -> int:
    return published - rows.added + rows.set_aside + rows.replaced


def control_balances(ctx: TaskContext, summary: Summary, settled: pl.DataFrame, cut: Cut) -> None:
    """Check the balances of each currency against two other ways to them, and in soles."""
    by_payment = dict(settled.rows())
    for row in summary.currencies.iter_rows(named=True):
        currency, tolerance = row["Moneda"], CENT + row["rows"] * ROUNDING
        balance = _amount(row["SaldoTotal"])
        owed = summary.ages.filter(pl.col("Moneda") == currency)["SaldoTotal"].sum()
        ctx.control(
            "Balance, sum over due days and overpayments",
            _amount(owed + row["Overpaid"]),
            balance,
            CENT,
            unit=currency,
        )
        ctx.control(
            "Balance is confirmed net less what the payments settle",
            balance,
            _amount(row["NetoConfirmado"] - (by_payment.get(currency) or 0)),
            tolerance,
            unit=currency,
        )
        rate = 1 if currency == "PEN" else cut.rate
        ctx.control(
            "Balance in soles is the balance at the rate of the day",
            _amount(row["SaldoTotalPen"]),
            _amount(row["SaldoTotal"] * rate),
            tolerance * 5,
            unit=currency,
        )


def _amount(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))
