"""What is worked out on demand from the published tables, as Excel files."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import models

from background import JobFailed, Report
from background.testing import FakeContext
from tests.toolbox.conftest import Fill
from tests.toolbox.placements.desk import accumulated, document, work_out
from toolbox.lists.models import BusinessRate
from toolbox.placements.calc.layouts import ACCUMULATED
from toolbox.placements.models import Kpi, KpiAcumulado
from toolbox.reports.jobs.comisiones import comisiones
from toolbox.reports.jobs.costos_fondo import costos_fondo
from toolbox.reports.jobs.diferidos import diferidos
from toolbox.reports.jobs.retomas import retomas
from toolbox.reports.jobs.ventas import ventas_autodetraccion
from toolbox.sources import SourceNotConfigured

pytestmark = pytest.mark.django_db

JUNE = date(2024, 6, 30)
FORMULA = "=1+1"


@pytest.fixture
def ctx(tmp_path: Path) -> FakeContext:
    (tmp_path / "work").mkdir()
    return FakeContext(workdir=tmp_path / "work", now=datetime(2024, 6, 30, 17, tzinfo=UTC))


def stored(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Put calculated rows into a table."""
    names = {field.column: field.attname for field in model._meta.concrete_fields}
    for row in rows:
        model._default_manager.create(**{names[column]: cell for column, cell in row.items()})


@pytest.fixture
def placed() -> None:
    """Two documents in the table of placements, one for a client called like a formula."""
    rows = work_out(
        document(RazonSocialCliente=FORMULA),
        document(NroDocumento="F2", Ejecutivo="BETO RIOS", FechaOperacion="20/06/2024"),
    ).rows
    stored(Kpi, rows)


def cells(content: bytes, sheet: str = "") -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return list((book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True))


def figures(report: Report) -> dict[str, Any]:
    return {figure.label: figure.value for figure in report.figures}


def ties(ctx: FakeContext) -> bool:
    assert ctx.controls
    return all(control.ties for control in ctx.controls)


def test_retomas_are_what_was_collected_less_what_was_disbursed_since_a_day(
    ctx: FakeContext,
) -> None:
    paid = accumulated(MontoPago="9000", FechaPago="10/06/2024")
    newer = accumulated(FechaOperacion="20/06/2024", RUCPagador="20990000003", MontoPago="50")
    stored(KpiAcumulado, work_out(paid, newer, layout=ACCUMULATED).rows)

    report = retomas(ctx, cut_off=date(2024, 6, 1))

    rows = [
        (row["RUCPagador"], row["Desembolsos"], row["Cobranzas"], row["PorRetomar"])
        for row in ctx.published["retomas"]
    ]
    assert rows == [("20990000002", 0, 9000, 9000), ("20990000003", 8191.7, 0, -8191.7)]
    assert len(cells(ctx.attached["retomas-2024-06-01.xlsx"])) == 3
    assert figures(report)["To be placed again"] == pytest.approx(808.3)
    assert ties(ctx)


def test_retomas_need_the_accumulated_placements(ctx: FakeContext) -> None:
    with pytest.raises(JobFailed, match="Run the accumulated placements first"):
        retomas(ctx, cut_off=JUNE)


def test_the_cut_off_of_retomas_is_a_day_whoever_asks(ctx: FakeContext) -> None:
    assert dict(retomas.spec.read({}, now=ctx.now()))["cut_off"] == date(2024, 4, 1)
    assert dict(retomas.spec.read({"cut_off": "2024-05-01"}, now=ctx.now()))["cut_off"] == date(
        2024, 5, 1
    )


@pytest.mark.usefixtures("placed")
def test_costs_of_funds_are_a_workbook_in_which_a_formula_is_a_text_e26(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(fondo_crecer=[{"LIQUIDACION": "LIQ2401000001", "GARANTIA": "75%"}])

    report = costos_fondo(ctx, since=date(2024, 1, 1), until=JUNE)

    head, first, _ = cells(ctx.attached["costos-fondo-2024-01-01-2024-06-30.xlsx"])
    row = dict(zip(head, first, strict=True))
    assert row["RazonSocialCliente"] == FORMULA
    assert row["EtiquetaFondo"] == "COFIDE"
    assert row["CostosFondoTotal"] > row["CostosFondo"]
    assert figures(report)["Documents"] == 2
    assert ties(ctx)


@pytest.mark.usefixtures("placed")
def test_days_without_a_document_say_so(ctx: FakeContext, source_folder: Fill) -> None:
    source_folder()
    with pytest.raises(JobFailed, match="There is no document between 2024-02-01 and 2024-03-01"):
        costos_fondo(ctx, since=date(2024, 2, 1), until=date(2024, 3, 1))


@pytest.mark.usefixtures("placed")
def test_commissions_are_a_zip_with_a_workbook_for_all_for_each_and_for_the_totals(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder()

    report = comisiones(ctx, since=date(2024, 1, 1), until=date(2024, 6, 3))

    archive = zipfile.ZipFile(io.BytesIO(ctx.attached["comisiones-Junio_2024.zip"]))
    assert archive.namelist() == [
        "Comisiones_Junio_2024.xlsx",
        "Totales_Junio_2024.xlsx",
        "BETO_RIOS_1_Junio_2024.xlsx",
    ]
    head, only = cells(archive.read("Comisiones_Junio_2024.xlsx"))
    row = dict(zip(head, only, strict=True))
    assert (row["Ejecutivo"], row["Situacion"]) == ("BETO RIOS", "Recurrente")
    assert row["Comision"] == pytest.approx(0.06 * row["UtilidadTotalSoles"])
    assert figures(report)["Executives"] == 1
    assert ties(ctx)


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize(("since", "share"), [("2024-06-30", 0.05), ("2024-07-01", 0.06)])
def test_a_share_of_the_profit_counts_from_the_month_it_is_kept_for(
    ctx: FakeContext, source_folder: Fill, since: str, share: float
) -> None:
    BusinessRate.objects.create(name="comision_recurrente", value="0.05", valid_from=since)
    source_folder()
    comisiones(ctx, since=date(2024, 1, 1), until=date(2024, 6, 3))
    archive = zipfile.ZipFile(io.BytesIO(ctx.attached["comisiones-Junio_2024.zip"]))
    head, only = cells(archive.read("Comisiones_Junio_2024.xlsx"))
    row = dict(zip(head, only, strict=True))
    assert row["Comision"] == pytest.approx(share * row["UtilidadTotalSoles"])


@pytest.mark.usefixtures("placed")
def test_deferred_income_has_a_sheet_for_each_currency_and_ties(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(
        diferido_contable_mn=[{"LIQUIDACIÓN": "LIQ2401000001", "2024ENE": "120", "2024FEB": "0"}]
    )

    report = diferidos(ctx, until=date(2024, 1, 31))

    head, only = cells(ctx.attached["diferidos-Enero_2024.xlsx"], "MN")
    assert dict(zip(head, only, strict=True)) == {
        "CodigoLiquidacion": "LIQ2401000001",
        "2024ENE": pytest.approx(120),
        "2024FEB": pytest.approx(217.5),
        "2024MAR": pytest.approx(232.5),
    }
    assert figures(report)["Differences"] == 2
    assert ties(ctx)


def test_sales_of_a_month_and_what_is_detracted(ctx: FakeContext, source_folder: Fill) -> None:
    invoice = {
        "FECHA": "10/06/2024", "TIPO": "Factura", "COMPROBANTE": "F001-1", "RUC": 20990000001,
        "CLIENTE": "UNO", "MONEDA": "PEN", "GRAVADO": 1000, "NO GRAVADO": 0, "IGV": 180,
    }  # fmt: skip
    source_folder(comprobantes=[invoice, invoice | {"FECHA": "ayer"}, invoice | {"MONEDA": "USD"}])

    report = ventas_autodetraccion(ctx, until=JUNE)

    assert figures(report)["Sales"] == 1000
    assert figures(report)["Self-detraction"] == 120
    assert ctx.quarantined[0].row_number == 2
    assert ctx.ports.shortfalls == [
        "1 invoices cannot be used and are in no month: look at the rows set aside",
        "1 dollar invoices have no exchange rate and are not in the sums",
    ]
    assert len(cells(ctx.attached["ventas-Junio_2024.xlsx"], "Ventas")) == 3
    assert ties(ctx)


def test_sales_need_the_list_of_invoices(ctx: FakeContext, source_folder: Fill) -> None:
    source_folder()
    with pytest.raises(SourceNotConfigured, match="comprobantes is not configured"):
        ventas_autodetraccion(ctx, until=JUNE)
