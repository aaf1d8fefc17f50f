"""What is withheld on fee receipts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox.sii.calc.books import Direction, FeeState
from toolbox.sii.calc.rows import FeeReceipt
from toolbox.sii.calc.withholding import rate_of, remarks


def receipt(gross: int, withheld: int, year: int = 2026) -> FeeReceipt:
    return FeeReceipt(
        line=1,
        direction=Direction.RECEIVED,
        folio=7,
        issued=date(year, 3, 14),
        state=FeeState.VALID,
        cancelled=None,
        rut="12345678-5",
        name="Somebody",
        is_firm=False,
        gross=gross,
        withheld=withheld,
        paid=gross - withheld,
    )


@pytest.mark.parametrize(
    ("year", "rate"),
    [
        (2017, "10"),
        (2019, "10"),
        (2020, "10.75"),
        (2021, "11.5"),
        (2022, "12.25"),
        (2023, "13"),
        (2024, "13.75"),
        (2025, "14.5"),
        (2026, "15.25"),
        (2027, "16"),
        (2028, "17"),
        (2035, "17"),
    ],
)
def test_the_rate_is_that_of_the_year(year: int, rate: str) -> None:
    assert rate_of(year) == Decimal(rate)


@pytest.mark.parametrize(
    ("gross", "withheld", "year", "fits"),
    [
        (1_000_000, 152_500, 2026, True),
        (1_000_000, 182_500, 2026, True),
        (1_000_000, 145_000, 2026, False),
        (1_000_000, 145_000, 2025, True),
        (1_000_000, 0, 2026, True),
        (333_333, 50_833, 2026, True),
        (333_333, 50_834, 2026, True),
        (1_000_000, 1_000_000, 2026, False),
        (0, 0, 2026, True),
        (0, 500, 2026, False),
    ],
)
def test_a_rate_that_is_not_the_year_s_is_told(
    gross: int, withheld: int, year: int, fits: bool
) -> None:
    assert (not remarks(receipt(gross, withheld, year))) is fits


@given(st.integers(0, 10**9), st.integers(2017, 2040), st.booleans())
def test_what_is_withheld_by_law_is_never_odd(gross: int, year: int, with_loan: bool) -> None:
    rate = rate_of(year) + (3 if with_loan else 0)
    assert remarks(receipt(gross, int(gross * rate / 100), year)) == ()


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_gross_less_withheld_must_be_what_is_paid(gross: int, lacking: int) -> None:
    short = receipt(gross, 0)
    (remark,) = remarks(replace(short, paid=short.paid - lacking))
    assert remark.fields["paid"] == gross - lacking


def test_a_cancelled_receipt_is_not_checked() -> None:
    assert remarks(replace(receipt(100, 99), paid=0, state=FeeState.CANCELLED)) == ()
