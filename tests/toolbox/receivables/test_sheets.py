"""Operations kept outside the ERP, taken into the receivables."""

from datetime import date
from typing import Any

import pytest

from tests.toolbox.placements.desk import sheet_row
from tests.toolbox.receivables.desk import document, payment, refund, work_out
from toolbox.quarantine.calc import Reason
from toolbox.receivables.calc.keys import FIRST
from toolbox.receivables.calc.rules import LEGACY

PAID = {
    "Import. Recaudado": "4900", "Fecha de pago": "2020-05-20T05:00:00.000Z", "Dias Mora": "10",
    "Interes Mora - No Afecto IGV": "12.5", "Importe a Pagar": "4500",
    "Excedente Generado a ser devuelto": "50",
    "Fecha de devolución de excedente": "2020-05-25T05:00:00.000Z",
}  # fmt: skip
UNPAID = {"Import. Recaudado": "", "Fecha de pago": ""}


def outside(**changes: Any) -> dict[str, Any]:
    return sheet_row({name.replace("_", " "): value for name, value in changes.items()})


def test_a_sheets_operation_is_a_document_like_the_others() -> None:
    row = work_out(document(), pen=[sheet_row(UNPAID)]).documents[1]

    assert (row["FueraSistema"], row["CodigoLiquidacion"]) == ("si", "LIQ001-2020")
    assert (row["SaldoTotal"], row["TipoPagoReal"]) == (5000, "")
    assert (row["FechaConfirmado"], row["EstadoCuenta"]) == (date(2020, 5, 10), "VENCIDO")
    assert (row["Ingresos"], row["Ejecutivo"]) == (243, "Ana, Perez")
    assert (row["TasaNominalMensualPorc"], row["FinanciamientoPorc"]) == (2, 90)


def test_its_balance_is_what_its_own_collected_amount_leaves() -> None:
    result = work_out(document(), pen=[sheet_row(PAID)])

    row = result.documents[1]
    assert (row["SaldoTotal"], row["TipoPagoReal"]) == (100, "FUERA_SISTEMA")
    [paid] = result.payments
    assert paid["IdLiquidacionPago"] == paid["IdLiquidacionDet"] == row["IdLiquidacionDet"]
    assert (paid["FechaPago"], paid["DiasMora"]) == (date(2020, 5, 20), 10)
    assert (paid["MontoPago"], paid["MontoCobrarPago"]) == (4900, 4500)
    assert (paid["InteresPago"], paid["ExcesoPago"], paid["SaldoDeuda"]) == (12.5, 50, 100)
    [back] = result.refunds
    assert (back["FechaDesembolso"], back["MontoDevolucion"]) == (date(2020, 5, 25), 50)


def test_what_was_not_collected_has_no_payment() -> None:
    result = work_out(document(), pen=[sheet_row(UNPAID)])
    assert result.payments == result.refunds == []


def test_the_former_placeholders_can_be_asked_for() -> None:
    result = work_out(document(), pen=[sheet_row(PAID)], placeholders=True)

    assert result.documents[1]["SaldoTotal"] == 5000, "as if nothing had been collected"
    [paid] = result.payments
    assert (paid["FechaPago"], paid["MontoPago"]) == (date(2020, 3, 10), 4213.26)
    assert (paid["SaldoDeuda"], paid["MontoCobrarPago"], paid["TipoPago"]) == (
        4500, 4500, "FUERA_SISTEMA",
    )  # fmt: skip
    [back] = result.refunds
    assert (back["FechaDesembolso"], back["MontoDevolucion"]) == (date(2020, 3, 10), 0)


@pytest.mark.parametrize("suffix", ["", " "])
def test_a_sheets_settlement_replaces_the_erps_with_its_payments_and_refunds_e14(
    suffix: str,
) -> None:
    sheet = outside(Liquidación=f"LIQ2401000001{suffix}", **UNPAID)
    result = work_out(
        document(), document(IdLiquidacionDet=1001), document(
            IdLiquidacionDet=5, CodigoLiquidacion="LIQ2"),
        payments=[payment(), payment(IdLiquidacionPago=2, IdLiquidacionDet=5)],
        refunds=[refund()],
        pen=[sheet],
    )  # fmt: skip
    assert [row["CodigoLiquidacion"] for row in result.documents] == ["LIQ2", "LIQ2401000001"]
    assert [row["IdLiquidacionDet"] for row in result.payments] == [5]
    assert result.refunds == []
    assert len(result.calculation.replaced) == 2


def test_identifiers_stay_when_rows_are_added_or_moved() -> None:
    first, second = sheet_row(), outside(Liquidación="LIQ002-2020")
    before = work_out(document(), pen=[first, second]).documents[1:]
    after = work_out(document(), pen=[outside(Liquidación="LIQ003-2020"), second, first]).documents

    ids = {row["CodigoLiquidacion"]: row["IdLiquidacionDet"] for row in after}
    assert {row["CodigoLiquidacion"]: row["IdLiquidacionDet"] for row in before}.items() <= (
        ids.items()
    )
    assert all(FIRST <= row["IdLiquidacionDet"] < 10**15 for row in before), "exact in Excel"
    assert len({row["IdLiquidacionDet"] for row in after}) == 4


def test_of_a_document_that_a_sheet_has_twice_the_last_row_counts() -> None:
    rows = [sheet_row({"Neto Confirmado": "1"}), sheet_row()]
    result = work_out(document(), pen=rows)
    assert [row["NetoConfirmado"] for row in result.documents] == [10000, 5000]
    assert result.reasons == [("fuera-sistema-pen", 1, "IdLiquidacionDet", Reason.TWICE)]


@pytest.mark.parametrize(
    ("header", "given", "column", "reason"),
    [
        ("RUC Cliente", "", "RUCCliente", Reason.MISSING),
        ("EJECUTIVO", None, "Ejecutivo", Reason.MISSING),
        ("N° Factura/ Letra", "", "NroDocumento", Reason.MISSING),
        ("F.Pago Confirmada", "", "FechaConfirmado", Reason.MISSING),
        ("Fecha de Op", "ayer", "FechaOperacion", Reason.NOT_A_DATE),
    ],
)
def test_a_sheet_row_that_cannot_be_used_e15(
    header: str, given: str | None, column: str, reason: Reason
) -> None:
    row = sheet_row({header: given, "Liquidación": "LIQ002-2020"})
    result = work_out(document(), pen=[sheet_row(), row])
    assert result.reasons == [("fuera-sistema-pen", 2, column, reason)]


def test_a_line_without_a_code_is_empty_e15() -> None:
    result = work_out(document(), pen=[outside(Liquidación=""), sheet_row()])
    assert len(result.documents) == 2
    assert result.calculation.sheets.blank_lines == 1


def test_signs_count_as_nothing_and_numbers_as_texts_e15() -> None:
    row = sheet_row(
        {"Comision Con IGV": "<", "Gastos Diversos con IGV": "-", "N° Factura/ Letra": 10004.0}
    )
    found = work_out(document(), pen=[row]).documents[1]
    assert found["ComisionEstructuracionConIGV"] == found["GastosDiversosConIGV"] == 0
    assert found["NroDocumento"] == "10004"


def test_legacy_knows_no_sheets() -> None:
    result = work_out(document(), pen=[sheet_row()], rules=LEGACY)
    assert [row["FueraSistema"] for row in result.documents] == [None]


def test_an_empty_sheet_changes_nothing() -> None:
    assert len(work_out(document(), pen=[]).documents) == 1
