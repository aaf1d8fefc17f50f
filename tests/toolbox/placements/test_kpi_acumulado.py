"""The accumulated table: the placements calculation on report 0, with what differs there."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from background import JobFailed
from background.testing import FakeContext
from tests.toolbox.conftest import Fill
from tests.toolbox.placements.desk import (
    PAYMENT_DETAIL,
    accumulated,
    carry_out,
    golden_inputs,
    golden_rows,
    named,
    sheet_row,
    work_out,
)
from tests.toolbox.placements.test_golden import same
from toolbox.placements.calc.inputs import Inputs
from toolbox.placements.calc.layouts import ACCUMULATED
from toolbox.placements.calc.rules import CURRENT, LEGACY, Rules, RuleSet
from toolbox.placements.jobs.kpi_acumulado import kpi_acumulado

RATES = (("2024-01-15", 3.69, 3.70), ("2024-04-02", 3.79, 3.80))
BOTH = pytest.mark.parametrize("rules", [CURRENT, LEGACY], ids=["current", "legacy"])


def only(**changes: Any) -> dict[str, Any]:
    return work_out(accumulated(**changes), layout=ACCUMULATED, rates=RATES).only


def test_every_golden_figure_of_kpi_is_the_same_in_kpi_acumulado() -> None:
    report = golden_inputs().report.frame.collect().drop("_row").to_dicts()
    inputs = golden_inputs()
    accumulated_inputs = Inputs(
        report=named("colocaciones-0", [row | PAYMENT_DETAIL for row in report]),
        sheets=inputs.sheets,
        sectors=inputs.sectors,
        referrals=inputs.referrals,
        rates=inputs.rates,
        aliases=inputs.aliases,
        layout=ACCUMULATED,
    )

    result = carry_out(accumulated_inputs, replace(LEGACY, due_day_is_required=False))

    assert [
        (number, column)
        for number, (found, expected) in enumerate(zip(result.rows, golden_rows(), strict=True))
        for column, value in expected.items()
        if not same(found[column], value)
    ] == []


def test_the_detail_of_the_payment_is_typed_column_by_column() -> None:
    row = only()

    assert row["FechaPagoCreacion"] == date(2024, 4, 2)
    assert row["FechaPagoModificacion"] is None
    assert (row["DiasMora"], row["InteresPago"]) == (2, 12.5)
    assert (row["GastosPago"], row["SaldoDeuda"]) == (0, 0)
    assert (row["TipoPago"], row["ObservacionPago"]) == ("PAGO PARCIAL", None)
    assert row["GastosDiversosSinIGV"] is None


@pytest.mark.parametrize(
    ("text", "days"), [("", None), ("-", None), ("muchos", None), (None, None), ("-3", -3)]
)
def test_days_late_that_are_no_number_are_unknown(text: str | None, days: int | None) -> None:
    assert only(DiasMora=text)["DiasMora"] == days


def test_a_sheet_gives_days_late_charges_and_amount_due() -> None:
    cells = {
        "Dias Mora": "x",
        "Interes Mora - No Afecto IGV": "3.5",
        "Gastos Mora Con IGV": "<",
        "Importe a Pagar": "4500",
    }
    result = work_out(accumulated(), pen=[sheet_row(cells)], layout=ACCUMULATED, rates=RATES)

    row = result.rows[1]
    assert (row["DiasMora"], row["InteresPago"], row["GastosPago"]) == (0, 3.5, 0)
    assert (row["MontoCobrarPago"], row["SaldoDeuda"]) == (4500, 0)
    assert (row["TipoPago"], row["TipoOperacionDetalle"]) == (None, None)


@BOTH
def test_days_that_do_not_apply_are_no_days_e09(rules: RuleSet) -> None:
    words = {"FechaPago": "No Aplica", "FechaInteresConfirming": "No Aplica"}
    result = work_out(accumulated(**words), layout=ACCUMULATED, rules=rules, rates=RATES)
    assert result.only["FechaPago"] is None


@BOTH
def test_a_day_with_a_time_behind_it_is_set_aside(rules: RuleSet) -> None:
    row = accumulated(FechaPagoModificacion="02/04/2024 10:30")
    result = work_out(row, layout=ACCUMULATED, rules=rules, rates=RATES)
    assert result.reasons == [
        ("colocaciones-0", 1, "FechaPagoModificacion", "The text is not a date")
    ]


def test_days_late_with_a_fraction_are_set_aside() -> None:
    result = work_out(accumulated(DiasMora="1.5"), layout=ACCUMULATED, rates=RATES)
    assert result.reasons[0][2:] == ("DiasMora", "The number is not whole")


def test_a_document_without_a_due_day_is_kept_except_under_the_legacy_rules_e10() -> None:
    row = accumulated(FechaConfirmado=None)
    kept = work_out(row, layout=ACCUMULATED, rates=RATES)
    refused = work_out(row, layout=ACCUMULATED, rates=RATES, rules=LEGACY)

    assert kept.only["FechaConfirmado"] is None
    assert refused.reasons[0][2:] == ("FechaConfirmado", "There is no value")


def test_a_payment_in_dollars_has_soles_by_the_operation_day_and_by_its_own() -> None:
    row = only(Moneda="USD", MontoPago="100", FechaPago="02/04/2024")
    assert row["MontoPagoSoles"] == pytest.approx(370)
    assert row["MontoPagoSolesFechaPago"] == pytest.approx(380)


@pytest.mark.parametrize(
    ("currency", "paid_on", "soles"),
    [("PEN", "03/06/2024", 100), ("USD", "03/06/2024", None), ("PEN", "-", None)],
)
def test_soles_by_the_payment_day_need_a_payment_and_for_dollars_a_rate(
    currency: str, paid_on: str, soles: float | None
) -> None:
    row = only(Moneda=currency, MontoPago="100", FechaPago=paid_on)
    assert row["MontoPagoSolesFechaPago"] == soles


@pytest.fixture
def ctx(tmp_path: Path) -> FakeContext:
    return FakeContext(workdir=tmp_path / "work", now=datetime(2024, 7, 28, tzinfo=UTC))


@pytest.mark.django_db
def test_the_job_publishes_its_own_table_and_ties(ctx: FakeContext, source_folder: Fill) -> None:
    rates = [{"fecha": day, "compra": bid, "venta": ask} for day, bid, ask in RATES]
    paid = accumulated(Moneda="USD", MontoPago="100", FechaPago="02/04/2024")
    source_folder(colocaciones_0=[accumulated(), paid], tipo_cambio=rates)

    kpi_acumulado(ctx, as_of=date(2024, 7, 27))

    assert list(ctx.published) == ["kpi_acumulado"]
    assert ctx.published["kpi_acumulado"][1]["MontoPagoSolesFechaPago"] == 380
    assert all(control.ties for control in ctx.controls)


@pytest.mark.django_db
def test_the_legacy_rules_fail_the_run_for_one_missing_due_day(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(colocaciones_0=[accumulated(FechaConfirmado="")])
    with pytest.raises(JobFailed, match="colocaciones-0, row 1, FechaConfirmado"):
        kpi_acumulado(ctx, as_of=date(2024, 7, 27), rules=Rules.LEGACY)
    assert ctx.published == {}
