"""The treasury's sheet, read."""

from datetime import date
from typing import Any

import pytest

from tests.toolbox.placements.desk import named
from toolbox.placements.calc.reading import MissingColumns
from toolbox.reports.calc.balances import AMOUNTS, read_balances

DAY = dict.fromkeys(AMOUNTS, "1.0") | {"FechaOperacion": "15/01/2024"}


def read(*rows: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    good, bad = read_balances(named("saldos", rows).frame, "saldos")
    return good.to_dicts(), bad.to_dicts()


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("9,123,456.78", 9123456.78),
        (12000, 12000.0),
        (12000.5, 12000.5),
        ("NaN", 0.0),
        ("", 0.0),
        ("-", 0.0),
        (None, 0.0),
        ("sin dato", 0.0),
        ("-1,500.25", -1500.25),
    ],
)
def test_an_amount_is_read_whatever_its_form_and_is_zero_when_it_is_none_e28(
    cell: Any, amount: float
) -> None:
    [row], bad = read(DAY | {"SaldoTotalCaja": cell})
    assert (row["SaldoTotalCaja"], bad) == (amount, [])


def test_days_keep_the_order_of_the_sheet() -> None:
    rows, _ = read(DAY, DAY | {"FechaOperacion": "2024-01-14"})
    assert [row["FechaOperacion"] for row in rows] == [date(2024, 1, 15), date(2024, 1, 14)]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("FechaOperacion", "31/02/2020", "The text is not a date"),
        ("FechaOperacion", "", "There is no value"),
        ("EvolucionCaja", "1e13", "The amount is too large for the table"),
    ],
)
def test_a_day_that_cannot_be_stored_is_set_aside_e28(column: str, value: str, reason: str) -> None:
    good, [bad] = read(DAY, DAY | {column: value})
    assert len(good) == 1
    told = (bad["source"], bad["row"], bad["column"], bad["value"], bad["reason"])
    assert told == ("saldos", 2, column, value, reason)


def test_a_sheet_without_its_columns_says_which_e30() -> None:
    row = {name: cell for name, cell in DAY.items() if name != "MontoOvernight"}
    with pytest.raises(MissingColumns) as missing:
        read(row)
    assert missing.value.missing == ["MontoOvernight"]


def test_more_columns_in_another_order_change_nothing_e30() -> None:
    turned = {"Nota": "x", **dict(reversed(DAY.items()))}
    assert read(turned) == read(DAY)
