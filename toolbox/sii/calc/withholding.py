"""What is withheld on fee receipts, and whether a receipt agrees with it."""

from collections.abc import Iterator
from decimal import Decimal

from toolbox.sii.calc.books import FeeState
from toolbox.sii.calc.remarks import Remark
from toolbox.sii.calc.rows import FeeReceipt

RATES = {
    2020: Decimal("10.75"),
    2021: Decimal("11.5"),
    2022: Decimal("12.25"),
    2023: Decimal("13"),
    2024: Decimal("13.75"),
    2025: Decimal("14.5"),
    2026: Decimal("15.25"),
    2027: Decimal("16"),
    2028: Decimal("17"),
}
"""Percent of the gross amount, by the year in which the receipt is issued."""

BEFORE_2020 = Decimal(10)
LOAN = Decimal(3)
"""What those pay on top who took the loan of 2021."""

NEAR = Decimal("0.05")
"""Percentage points that rounding may account for."""


def rate_of(year: int) -> Decimal:
    """Return the percentage withheld in a year: that of the law of 2019, the last one from then."""
    if year < min(RATES):
        return BEFORE_2020
    return RATES[min(year, max(RATES))]


def remarks(receipt: FeeReceipt) -> tuple[Remark, ...]:
    """Return what is odd about a receipt; one that was cancelled counts for nothing."""
    return () if receipt.state is FeeState.CANCELLED else tuple(_odd(receipt))


def _odd(receipt: FeeReceipt) -> Iterator[Remark]:
    if receipt.gross - receipt.withheld != receipt.paid:
        yield Remark(
            "Gross {gross} less {withheld} withheld is not {paid} paid",
            {"gross": receipt.gross, "withheld": receipt.withheld, "paid": receipt.paid},
        )
    rate = rate_of(receipt.issued.year)
    if receipt.withheld and not any(_is_near(receipt, one) for one in (rate, rate + LOAN)):
        yield Remark(
            "{withheld} of {gross} withheld is not the {rate} % of {year}, nor 3 % more",
            {
                "withheld": receipt.withheld,
                "gross": receipt.gross,
                "rate": float(rate),
                "year": receipt.issued.year,
            },
        )


def _is_near(receipt: FeeReceipt, rate: Decimal) -> bool:
    """Whether the amount withheld is this percentage, to the peso or to the twentieth of one."""
    distance = abs(receipt.withheld - receipt.gross * rate / 100)
    return distance <= max(Decimal(1), abs(receipt.gross) * NEAR / 100)
