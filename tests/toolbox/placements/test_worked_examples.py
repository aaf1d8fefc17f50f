"""The worked examples of the domain, to the last digit."""

from typing import Any

import pytest

from tests.toolbox.placements.desk import RATE, document, sheet_row, work_out
from toolbox.placements.calc.rules import CURRENT, LEGACY, RuleSet

SOLES = {
    "ColocacionSoles": 10000,
    "MontoDesembolsoSoles": 8191.7,
    "Ingresos": 685,
    "IngresosSoles": 685,
    "CostosFondo": 226.56747178972702,
    "CostosFondoSoles": 226.56747178972702,
    "TotalIngresos": 670,
    "TotalIngresosSoles": 670,
    "Utilidad": 443.43252821027295,
    "MontoNegociado": 9000,
    "MontoNegociadoSoles": 9000,
}
DOLLARS = {
    "ColocacionSoles": 37000,
    "MontoDesembolsoSoles": 30309.29,
    "Ingresos": 685,
    "IngresosSoles": 2534.5,
    "CostosFondo": 195.5999600306658,
    "CostosFondoSoles": 723.7198521134635,
    "TotalIngresos": 670,
    "TotalIngresosSoles": 2479,
    "Utilidad": 1755.2801478865365,
    "MontoNegociado": 9000,
    "MontoNegociadoSoles": 33300,
}
WITHOUT_RATE = DOLLARS | {
    "ColocacionSoles": 0,
    "MontoDesembolsoSoles": 0,
    "IngresosSoles": 0,
    "CostosFondoSoles": 0,
    "TotalIngresosSoles": 0,
    "Utilidad": 0,
    "MontoNegociadoSoles": 0,
}


@pytest.mark.parametrize("rules", [CURRENT, LEGACY], ids=lambda rules: rules.rules)
@pytest.mark.parametrize(
    ("currency", "rates", "figures"),
    [("PEN", [RATE], SOLES), ("USD", [RATE], DOLLARS), ("USD", [], WITHOUT_RATE)],
)
def test_a_document_earns_and_costs_what_was_worked_out_by_hand(
    currency: str, rates: list[Any], figures: dict[str, float], rules: RuleSet
) -> None:
    row = work_out(document(Moneda=currency), rates=rates, rules=rules).only

    assert {name: row[name] for name in figures} == pytest.approx(figures, rel=1e-12)
    assert row["TasaNominalMensualPorc"] == 0.025
    assert (row["Mes"], row["Año"], row["MesSemana"]) == ("2024-01", "2024", "Semana 3")
    assert row["MesAño"] == "enero-2024"


@pytest.mark.parametrize("rules", [CURRENT, LEGACY], ids=lambda rules: rules.rules)
def test_an_out_of_system_operation_earns_what_was_worked_out_by_hand(rules: RuleSet) -> None:
    row = work_out(document(), pen=[sheet_row()], rules=rules).rows[1]

    expected = {
        "Ingresos": 243,
        "TotalIngresos": 233,
        "CostosFondo": 93.27901525781427,
        "Utilidad": 139.72098474218575,
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-12)
    assert (row["MesSemana"], row["FueraSistema"]) == ("Semana 3", "si")
    assert (row["TipoOperacion"], row["Ejecutivo"]) == ("Factoring", "Ana, Perez")


def test_the_payment_in_soles_uses_the_rate_of_the_operation_date() -> None:
    paid = document(Moneda="USD", MontoPago="100", FechaPago="20/02/2024")

    row = work_out(paid, rates=[RATE, ("2024-02-20", 3.8, 3.9)]).only

    assert row["MontoPagoSoles"] == pytest.approx(370)


@pytest.mark.parametrize("days", [0, -3])
def test_days_of_zero_or_less_are_taken_as_they_are(days: int) -> None:
    row = work_out(document(DiasEfectivo=str(days))).only

    assert row["DiasEfectivo"] == days
    assert row["CostosFondo"] == pytest.approx((1.14 ** (days / 365) - 1) * 8191.7)


def test_every_row_has_the_same_last_digit_wherever_it_stands() -> None:
    result = work_out(*[document()] * 20)

    assert {row["Ingresos"] for row in result.rows} == {118 / 1.18 + 570 + 17.7 / 1.18}
    assert {row["TasaNominalMensualPorc"] for row in result.rows} == {2.5 / 100}
    assert len({row["CostosFondo"] for row in result.rows}) == 1
