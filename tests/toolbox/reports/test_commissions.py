"""What an executive earns on a document."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from toolbox.reports.calc.commissions import commissions, totals
from toolbox.reports.calc.terms import CommissionTerms

TERMS = CommissionTerms(external={"Marina": 0.15}, special=frozenset({"Porfirio"}))
JUNE = date(2024, 6, 15)
NUMBERS = ("TotalIngresosSoles", "CostosFondoSoles", "Utilidad")


def row(day: str = "2024-06-10", executive: str = "Ana", **changes: Any) -> dict[str, Any]:
    return (
        {
            "CodigoLiquidacion": "LIQ1",
            "FechaOperacion": date.fromisoformat(day),
            "Mes": day[:7],
            "Ejecutivo": executive,
            "Referencia": executive,
            "TipoOperacion": "Factoring",
            "RUCCliente": "C",
            "RUCPagador": "P",
            "Anticipo": "No",
            "ComisionEstructuracionConIGV": 118.0,
            "UtilidadTotalSoles": 1000.0,
        }
        | dict.fromkeys(NUMBERS, 1.0)
        | changes
    )


def earned(*rows: dict[str, Any], start: date = date(2024, 1, 1)) -> list[dict[str, Any]]:
    return commissions(pl.DataFrame(list(rows)), start, JUNE, TERMS).to_dicts()


OLD = row("2024-05-01", "Beto")


@pytest.mark.parametrize(
    ("rows", "rate"),
    [
        ([row()], 0.11),
        ([row(Referencia="Beto")], 0.07),
        ([OLD, row()], 0.06),
    ],
)
def test_an_executive_of_the_house_earns_by_who_brought_the_business(
    rows: list[dict[str, Any]], rate: float
) -> None:
    last = earned(*rows)[-1]
    assert (last["Tasa"], last["Comision"]) == (rate, pytest.approx(rate * 1000))


def test_an_advance_of_the_month_before_is_paid_when_its_settlement_goes_on() -> None:
    first = row("2024-05-20", Anticipo="Sí")
    other = row("2024-05-21", Anticipo="Sí", CodigoLiquidacion="LIQ9")
    assert [one["Mes"] for one in earned(first, other, row())] == ["2024-05", "2024-06"]


def test_a_month_before_the_promotions_begin_is_of_the_earlier_list() -> None:
    first = row("2024-05-20", Anticipo="Sí")
    [before, now] = earned(first, row(), start=date(2024, 6, 1))
    assert (before["Lista"], before["Tasa"]) == ("Lista Anterior", 0.09)
    assert now["Lista"] == "Lista Actual"


@pytest.mark.parametrize(
    ("executive", "fee", "commission"),
    [
        ("Marina", 118.0, 100.0),
        ("Marina", 0.0, 150.0),
        ("Marina", None, 150.0),
        ("Porfirio", 118.0, 1000.0),
        ("Porfirio", 0.0, 0.0),
        ("Porfirio", None, 0.0),
    ],
)
def test_executives_from_outside_and_special_ones_have_their_own_rule_e24(
    executive: str, fee: float | None, commission: float
) -> None:
    [one] = earned(row(executive=executive, ComisionEstructuracionConIGV=fee))
    assert one["Comision"] == pytest.approx(commission)


def test_totals_are_by_executive_the_greatest_first() -> None:
    found = commissions(
        pl.DataFrame([row(), row(executive="Beto", UtilidadTotalSoles=9000.0, RUCCliente="D")]),
        JUNE,
        JUNE,
        TERMS,
    )
    assert totals(found)["Ejecutivo"].to_list() == ["Beto", "Ana"]
