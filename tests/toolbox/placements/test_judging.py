"""Which rows are set aside, and what is said of them."""

import pytest

from tests.toolbox.placements.desk import document, sheet_row, work_out
from toolbox.placements.calc.rules import CURRENT, LEGACY, RuleSet
from toolbox.quarantine.calc import Reason

BOTH = pytest.mark.parametrize("rules", [CURRENT, LEGACY], ids=lambda rules: rules.rules)


@BOTH
@pytest.mark.parametrize(
    ("column", "given", "reason"),
    [
        ("CodigoLiquidacion", None, Reason.MISSING),
        ("RUCCliente", "", Reason.MISSING),
        ("RUCPagador", " : ", Reason.MISSING),
        ("RazonSocialPagador", None, Reason.MISSING),
        ("Estado", None, Reason.MISSING),
        ("Ejecutivo", None, Reason.MISSING),
        ("FacturasGeneradas", None, Reason.MISSING),
        ("FechaOperacion", "", Reason.MISSING),
        ("FechaOperacion", "31/02/2024", Reason.NOT_A_DATE),
        ("FechaPago", "pendiente", Reason.NOT_A_DATE),
        ("DiasEfectivo", "30.5", Reason.NOT_WHOLE),
        ("FinanciamientoPorc", "", Reason.MISSING),
        ("FondoResguardo", None, Reason.MISSING),
        ("MontoCobrar", "nueve mil", Reason.NOT_A_NUMBER),
        ("MontoTotalFacturado", "null", Reason.NOT_A_NUMBER),
        ("DeudaAnterior", "<", Reason.NOT_A_NUMBER),
        ("GastosContrato", "x", Reason.NOT_A_NUMBER),
        ("Estado", "x" * 256, Reason.TOO_LONG),
        ("NetoConfirmado", "1e12", Reason.TOO_LARGE),
        ("DiasEfectivo", "1e6", Reason.TOO_LARGE),
    ],
)
def test_a_document_that_cannot_be_used_e06_e07_e09(
    column: str, given: str | None, reason: Reason, rules: RuleSet
) -> None:
    result = work_out(document(), document(**{column: given}), rules=rules)

    assert len(result.rows) == 1
    [found] = result.set_aside
    assert (found["source"], found["row"], found["reason"]) == ("colocaciones-2", 2, reason)
    if reason is not Reason.TOO_LARGE:
        assert (found["column"], found["value"]) == (column, given)
    assert found["raw.NroDocumento"] == "F001 - 1", "the whole row stays at hand"


@BOTH
@pytest.mark.parametrize(
    ("header", "given", "column", "reason"),
    [
        ("EJECUTIVO", None, "Ejecutivo", Reason.MISSING),
        ("N° Factura/ Letra", "", "NroDocumento", Reason.MISSING),
        ("N Factura generada", None, "FacturasGeneradas", Reason.MISSING),
        ("Fecha de Op", "ayer", "FechaOperacion", Reason.NOT_A_DATE),
        ("Días Efect", "30.5", "DiasEfectivo", Reason.NOT_WHOLE),
    ],
)
def test_a_sheet_row_that_cannot_be_used_e15(
    header: str, given: str | None, column: str, reason: Reason, rules: RuleSet
) -> None:
    result = work_out(document(), pen=[sheet_row(), sheet_row({header: given})], rules=rules)
    assert result.reasons == [("fuera-sistema-pen", 2, column, reason)]


def test_a_third_currency_is_soles_by_legacy_and_set_aside_by_current_e04() -> None:
    euros = document(Moneda="EUR")
    assert work_out(euros, rules=LEGACY).only["ColocacionSoles"] == 10000
    assert work_out(euros, rules=CURRENT).reasons == [
        ("colocaciones-2", 1, "Moneda", Reason.CURRENCY)
    ]


def test_a_third_currency_costs_what_dollars_cost_by_legacy() -> None:
    row = work_out(document(Moneda="EUR"), rules=LEGACY).only
    assert row["CostosFondo"] == pytest.approx(195.5999600306658)


def test_no_aplica_is_no_payment_date_by_current_and_bad_by_legacy_e09() -> None:
    row = document(FechaPago="No Aplica")
    assert work_out(row, rules=CURRENT).only["FechaPago"] is None
    assert work_out(row, rules=LEGACY).reasons == [
        ("colocaciones-2", 1, "FechaPago", Reason.NOT_A_DATE)
    ]


def test_the_first_thing_wrong_is_what_is_told() -> None:
    result = work_out(document(Ejecutivo=None, FechaOperacion="x", Moneda="EUR"))
    assert result.reasons == [("colocaciones-2", 1, "Ejecutivo", Reason.MISSING)]


def test_a_long_observation_keeps_its_document_e26() -> None:
    assert work_out(document(ObservacionSolicitud="ñ" * 5000)).only["ObservacionSolicitud"] == (
        "ñ" * 5000
    )
