"""Which rows are set aside, and how odd texts are read."""

from datetime import date
from typing import Any

import pytest

from tests.toolbox.receivables.desk import document, payment, refund, work_out
from toolbox.quarantine.calc import Reason
from toolbox.receivables.calc.inputs import MissingColumns
from toolbox.receivables.calc.rules import CURRENT, LEGACY, RuleSet

BOTH = pytest.mark.parametrize("rules", [CURRENT, LEGACY], ids=lambda rules: rules.rules)


@BOTH
@pytest.mark.parametrize(
    ("column", "given", "reason"),
    [
        ("CodigoLiquidacion", None, Reason.MISSING),
        ("RUCPagador", "", Reason.MISSING),
        ("Ejecutivo", None, Reason.MISSING),
        ("FlagPagoInteresConfirming", None, Reason.MISSING),
        ("FechaConfirmado", None, Reason.MISSING),
        ("FechaOperacion", "31/02/2024", Reason.NOT_A_DATE),
        ("FechaInteresConfirming", "pronto", Reason.NOT_A_DATE),
        ("IdLiquidacionDet", "x", Reason.NOT_WHOLE),
        ("DiasEfectivo", "30.5", Reason.NOT_WHOLE),
        ("DiasEfectivo", "1e9", Reason.TOO_LARGE),
        ("NroDocumento", "x" * 51, Reason.TOO_LONG),
        ("NetoConfirmado", "1e16", Reason.TOO_LARGE),
    ],
)
def test_a_document_that_cannot_be_used_e06_e07_e10(
    column: str, given: Any, reason: Reason, rules: RuleSet
) -> None:
    result = work_out(document(IdLiquidacionDet=1), document(**{column: given}), rules=rules)

    assert len(result.documents) == 1
    assert result.reasons == [("liquidaciones", 2, column, reason)]
    assert result.set_aside[0]["raw.CodigoSolicitud"] == "SOL1", "the whole row stays at hand"


def test_a_third_currency_uses_the_dollars_rate_by_legacy_and_is_set_aside_by_current_e04() -> None:
    euros = document(Moneda="EUR")
    assert work_out(euros, rules=LEGACY).only["SaldoTotalPen"] == 37600
    assert work_out(euros, rules=CURRENT).reasons == [
        ("liquidaciones", 1, "Moneda", Reason.CURRENCY)
    ]


@BOTH
def test_a_document_that_comes_twice_is_taken_once_e25(rules: RuleSet) -> None:
    result = work_out(document(), document(), document(IdLiquidacionDet=2), rules=rules)
    assert [row["IdLiquidacionDet"] for row in result.documents] == [1000, 2]
    assert result.reasons == [("liquidaciones", 2, "IdLiquidacionDet", Reason.TWICE)]


@BOTH
@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"FechaPago": ""}, "FechaPago", Reason.MISSING),
        ({"FechaPago": "2024-01-31T13:30:00"}, "FechaPago", Reason.HAS_TIME),
        ({"FechaPago": "ayer"}, "FechaPago", Reason.NOT_A_DATE),
        ({"FechaPago": "31/31"}, "FechaPago", Reason.NOT_A_DATE),
        ({"MontoPago": ""}, "MontoPago", Reason.MISSING),
        ({"SaldoDeuda": None}, "SaldoDeuda", Reason.MISSING),
        ({"ExcesoPago": "nada"}, "ExcesoPago", Reason.NOT_A_NUMBER),
        ({"IdLiquidacionDet": None}, "IdLiquidacionDet", Reason.NOT_WHOLE),
        ({"DiasMora": 1e9}, "DiasMora", Reason.TOO_LARGE),
        ({"FechaPagoCreacion": "hoy"}, "FechaPagoCreacion", Reason.NOT_A_DATE),
        ({"IdLiquidacionPago": 7}, "IdLiquidacionPago", Reason.TWICE),
    ],
)
def test_a_payment_that_cannot_be_used_leaves_its_document_unpaid_e09_e27(
    changes: dict[str, Any], column: str, reason: Reason, rules: RuleSet
) -> None:
    other = payment(IdLiquidacionPago=7, IdLiquidacionDet=5)
    result = work_out(document(), payments=[other, payment(**changes)], rules=rules)
    assert result.reasons == [("pagos", 2, column, reason)]
    assert result.documents[0]["SaldoTotal"] == 10000


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"MontoDevolucion": None}, "MontoDevolucion", Reason.MISSING),
        ({"FechaDesembolso": "31-02-2024"}, "FechaDesembolso", Reason.NOT_A_DATE),
    ],
)
def test_a_refund_that_cannot_be_used(changes: dict[str, Any], column: str, reason: Reason) -> None:
    result = work_out(document(), refunds=[refund(**changes)])
    assert result.reasons == [("devoluciones", 1, column, reason)]


@BOTH
@pytest.mark.parametrize(
    "text", ["05/03/2024", "2024-03-05", "05-03-2024", "2024/03/05", "2024-03-05T00:00:00"]
)
def test_days_are_read_in_four_forms_e08(text: str, rules: RuleSet) -> None:
    result = work_out(
        document(FechaConfirmado=text), refunds=[refund(FechaDesembolso=text)], rules=rules
    )
    assert result.only["FechaConfirmado"] == date(2024, 3, 5)
    assert result.refunds[0]["FechaDesembolso"] == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "current", "legacy"),
    [
        ("1,234.50", 1234.5, 1234.5), ("0E-17", 0, 0), ("1e3", 1000, 1000), ("null", 0, 0),
        ("", 0, 0), (None, 0, 0), ("1,5", 0, 15),
    ],
)  # fmt: skip
def test_amounts_are_read_in_many_forms_e27(
    text: str | None, current: float, legacy: float
) -> None:
    row = document(MontoCobrar=text)
    assert work_out(row, rules=CURRENT).only["MontoCobrar"] == current
    assert work_out(row, rules=LEGACY).only["MontoCobrar"] == legacy


def test_payments_and_refunds_keep_what_they_say() -> None:
    given = payment(DiasMora="12.9", FechaPagoModificacion="2024-03-21 10:00:00")
    result = work_out(
        document(),
        payments=[given, payment(IdLiquidacionPago=2, DiasMora="-", IdLiquidacionDet=77)],
        refunds=[refund(EstadoDevolucion="", FechaDesembolso="")],
    )
    assert [row["DiasMora"] for row in result.payments] == [12, 0]
    assert result.payments[0]["FechaPagoCreacion"].isoformat() == "2024-03-20T09:15:00"
    assert result.payments[0]["FechaPagoModificacion"].isoformat() == "2024-03-21T10:00:00"
    assert result.refunds[0]["EstadoDevolucion"] == 0
    assert result.refunds[0]["FechaDesembolso"] is None
    assert result.refunds[0]["ObservacionDevolucion"] == ""


def test_a_long_remark_keeps_its_document_and_a_formula_stays_a_text_e26() -> None:
    row = work_out(document(ObservacionLiquidacion="ñ" * 5000, ObservacionSolicitud="=1+1")).only
    assert (len(row["ObservacionLiquidacion"]), row["ObservacionSolicitud"]) == (5000, "=1+1")


def test_a_service_without_its_columns_cannot_be_used_e30() -> None:
    row = document()
    del row["NetoConfirmado"]
    with pytest.raises(MissingColumns, match="liquidaciones: NetoConfirmado"):
        work_out(row)
    without_kind = payment()
    del without_kind["TipoPago"]
    with pytest.raises(MissingColumns, match="pagos: TipoPago"):
        work_out(document(), payments=[without_kind])
