"""Interest spread over months."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from tests.toolbox.placements.desk import named
from toolbox.placements.calc.reading import MissingColumns
from toolbox.reports.calc import deferral

DEAL: dict[str, Any] = {
    "CodigoLiquidacion": "LIQ1",
    "Moneda": "PEN",
    "FechaOperacion": date(2024, 1, 16),
    "FechaConfirmado": date(2024, 3, 1),
    "DiasEfectivo": 45,
    "Interes": 450.0,
}


def months(*, both_ends: bool = False, **changes: Any) -> dict[str, float]:
    found = deferral.deferred(pl.DataFrame([DEAL | changes]), both_ends=both_ends)
    return {f"{month:%Y-%m}": round(value, 6) for *_, month, value in found.rows()}


def test_the_months_of_a_deal_add_up_to_its_interest() -> None:
    assert months() == {"2024-01": 150.0, "2024-02": 290.0, "2024-03": 10.0}


def test_the_former_system_counted_the_day_of_operation_too() -> None:
    assert months(both_ends=True) == {"2024-01": 160.0, "2024-02": 290.0, "2024-03": 10.0}


@pytest.mark.parametrize("days", [0, -5])
def test_a_deal_without_days_has_no_interest_to_spread_e06(days: int) -> None:
    assert sum(months(DiasEfectivo=days).values()) == 0


@pytest.mark.parametrize("due", [None, date(2024, 1, 15)])
def test_a_deal_that_is_not_due_after_it_began_has_no_months_e10(due: date | None) -> None:
    row = pl.DataFrame([DEAL | {"FechaConfirmado": due}, DEAL])
    assert deferral.deferred(row, both_ends=False)["Diferido"].sum() == pytest.approx(450)


@pytest.mark.parametrize("both_ends", [True, False])
def test_the_control_total_is_worked_out_another_way(both_ends: bool) -> None:
    rows = pl.DataFrame([DEAL, DEAL | {"CodigoLiquidacion": "LIQ2", "DiasEfectivo": 30}])
    found = deferral.deferred(rows, both_ends=both_ends)
    assert found["Diferido"].sum() == pytest.approx(deferral.expected(rows, both_ends=both_ends))


def test_months_are_headed_as_the_accountant_does() -> None:
    assert deferral.header_of(date(2024, 9, 1)) == "2024SET"
    wide = deferral.by_header(deferral.deferred(pl.DataFrame([DEAL]), both_ends=False))
    assert wide.columns == ["CodigoLiquidacion", "2024ENE", "2024FEB", "2024MAR"]


def test_differences_of_one_or_more_with_the_accountant_are_listed() -> None:
    ours = deferral.deferred(pl.DataFrame([DEAL]), both_ends=False)
    book = {"LIQUIDACION": "LIQ1 ", "2024ENE": "150.99", "2024FEB": "1,000.00", "2024MAR": "10"}
    other = {"LIQUIDACION": "LIQ7", "2024ENE": "5", "2024FEB": "", "2024MAR": "-"}
    frame = named("diferido-contable-mn", [book, other]).frame.collect()
    theirs = deferral.accounted(frame, "diferido-contable-mn", "PEN")

    apart = deferral.differences(ours, theirs)

    assert [
        (row["CodigoLiquidacion"], row["Mes"].month, row["Diferencia"]) for row in apart.to_dicts()
    ] == [
        ("LIQ1", 2, pytest.approx(-710)),
        ("LIQ7", 1, -5),
    ]


def test_a_book_without_months_says_what_is_missing() -> None:
    frame = named("diferido-contable-mn", [{"LIQUIDACION": "LIQ1"}]).frame.collect()
    with pytest.raises(MissingColumns):
        deferral.accounted(frame, "diferido-contable-mn", "PEN")
