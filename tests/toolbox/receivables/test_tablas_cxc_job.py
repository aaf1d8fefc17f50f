"""The job as a whole: sources in a folder, the tables and what operators are told."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from background import JobFailed, Level, Report
from background.testing import FakeContext
from tests.toolbox.conftest import Fill
from tests.toolbox.placements.desk import sheet_row
from tests.toolbox.receivables.desk import document, payment, refund
from toolbox.placements.calc.rules import Rules
from toolbox.receivables.jobs.tablas_cxc import tablas_cxc
from toolbox.receivables.models import Refund
from toolbox.sources import SourceFailed

pytestmark = pytest.mark.django_db

AS_OF = date(2024, 3, 31)
RATES = [
    {"fecha": "2024-01-15", "compra": 3.69, "venta": 3.7},
    {"fecha": "2024-03-31", "compra": 3.75, "venta": 3.76},
]


@pytest.fixture
def ctx(tmp_path: Path) -> FakeContext:
    return FakeContext(workdir=tmp_path / "work", now=datetime(2024, 4, 1, 4, 30, tzinfo=UTC))


def figures(report: Report) -> dict[str, Any]:
    return {figure.label: figure.value for figure in report.figures}


def portfolio() -> list[dict[str, Any]]:
    """Documents of every age, in two currencies."""
    due = ["2024-04-30", "2024-03-31", "2024-03-01", "2024-02-29", "2024-01-30", "2023-12-01"]
    return [
        document(
            IdLiquidacionDet=1000 + place,
            NroDocumento=f"F{place}",
            FechaConfirmado=day,
            Moneda="USD" if place == 5 else "PEN",
            RUCPagador=f"2099000000{place % 2}",
        )
        for place, day in enumerate(due)
    ]


def test_three_tables_are_published_and_every_total_ties(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(
        liquidaciones=portfolio(),
        pagos=[payment(IdLiquidacionDet=1001, MontoPago=10050), payment(
            IdLiquidacionPago=2, IdLiquidacionDet=77)],
        devoluciones=[refund()],
        fuera_sistema_pen=[
            sheet_row({"Import. Recaudado": "1000"}), sheet_row({"Liquidación": ""})],
        tipo_cambio=RATES,
        listas={"cobranza_especial": ["LIQ2401000001"]},
    )  # fmt: skip

    report = tablas_cxc(ctx, as_of=AS_OF)

    assert isinstance(report, Report)
    counts = {name: len(rows) for name, rows in ctx.published.items()}
    assert counts == {"CXCAcumuladoDim": 7, "CXCPagosFact": 3, "CXCDevFact": 1}
    assert [control.ties for control in ctx.controls] == [True] * 9
    assert {control.unit for control in ctx.controls[3:]} == {"PEN", "USD"}
    assert ctx.controls[0].expected == 8
    assert figures(report)["Payments on documents that are not in the table"] == 1
    assert figures(report)["Documents kept outside the ERP"] == 1
    assert figures(report)["Owed"] == 4 * 10000 + 4000 + 37600
    assert figures(report)["Special collection"] == 3 * 10000 + 37600


def test_what_is_owed_is_shown_by_age_state_and_payer(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(
        liquidaciones=portfolio(), pagos=[payment(IdLiquidacionDet=77)], tipo_cambio=RATES
    )

    report = tablas_cxc(ctx, as_of=AS_OF)

    tables = {table.title: table.rows for table in report.tables}
    assert tables["Owed by age of the due day, in days"] == [
        ["VIGENTE", "PEN", 1, 10000, 10000],
        ["0-30", "PEN", 2, 20000, 20000],
        ["31-60", "PEN", 1, 10000, 10000],
        ["61-90", "PEN", 1, 10000, 10000],
        ["> 90", "USD", 1, 10000, 37600],
    ]
    assert tables["Concentration by payer"][0][2:] == [3, 57600, 65.75]
    assert tables["The ten largest balances"][0][1:] == [
        "F5", "PAGADOR DOS", date(2023, 12, 1), "VENCIDO", "USD", 10000, 37600,
    ]  # fmt: skip
    ages = report.charts[0]
    assert ages.labels == ["VIGENTE", "0-30", "31-60", "61-90", "> 90"]
    assert ages.series[0].values == [10000, 20000, 10000, 10000, 37600]


def test_the_same_sources_give_the_same_tables(ctx: FakeContext, source_folder: Fill) -> None:
    source_folder(
        liquidaciones=portfolio(), pagos=[payment()], fuera_sistema_pen=[sheet_row()],
        tipo_cambio=RATES,
    )  # fmt: skip
    tablas_cxc(ctx, as_of=AS_OF)
    again = FakeContext(workdir=ctx.workdir / "again")
    tablas_cxc(again, as_of=AS_OF)
    assert again.published == ctx.published


@pytest.mark.parametrize(
    ("rules", "bad", "sentence"),
    [
        (Rules.CURRENT, 3, "3 of 200 rows cannot be used, which is more than 1 %"),
        (Rules.LEGACY, 1, "Under the legacy rules one bad row fails the run"),
    ],
)
def test_too_many_bad_rows_fail_the_run_and_nothing_is_published(
    ctx: FakeContext, source_folder: Fill, rules: Rules, bad: int, sentence: str
) -> None:
    rows = [document(IdLiquidacionDet=n, Ejecutivo=None if n < bad else "A") for n in range(200)]
    source_folder(liquidaciones=rows, pagos=[payment()], tipo_cambio=RATES)

    with pytest.raises(JobFailed, match=sentence):
        tablas_cxc(ctx, as_of=AS_OF, rules=rules)

    assert ctx.published == {}
    assert len(ctx.quarantined) == bad


@pytest.mark.parametrize("empty", ["liquidaciones", "pagos"])
def test_an_empty_service_fails_the_run(ctx: FakeContext, source_folder: Fill, empty: str) -> None:
    sources = {"liquidaciones": [document()], "pagos": [payment()], empty: []}
    source_folder(**sources, tipo_cambio=RATES)
    with pytest.raises(SourceFailed, match=f"{empty} has no rows at all"):
        tablas_cxc(ctx, as_of=AS_OF)
    assert ctx.published == {}


def test_refunds_that_vanish_leave_their_table_and_an_incomplete_run(
    ctx: FakeContext, source_folder: Fill
) -> None:
    Refund.objects.create(
        id_liquidacion_devolucion=1, id_liquidacion_det=1, monto_devolucion=1,
        descuento_devolucion=0, estado_devolucion=1,
    )  # fmt: skip
    source_folder(liquidaciones=[document()], pagos=[payment()], devoluciones=[], tipo_cambio=RATES)

    tablas_cxc(ctx, as_of=AS_OF)

    assert set(ctx.published) == {"CXCAcumuladoDim", "CXCPagosFact"}
    assert ctx.ports.shortfalls == [
        "devoluciones has no rows: the table of refunds stays as it was"
    ]


OLD = [{"fecha": "2024-03-23", "compra": 3.69, "venta": 3.7}]


def test_dollars_without_a_rate_of_the_last_days_fail_the_run(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(liquidaciones=[document(Moneda="USD")], pagos=[payment()], tipo_cambio=OLD)
    with pytest.raises(JobFailed, match="There is no exchange rate of the 7 days up to 2024-03-31"):
        tablas_cxc(ctx, as_of=AS_OF)
    assert ctx.published == {}


def test_soles_need_no_rate(ctx: FakeContext, source_folder: Fill) -> None:
    source_folder(liquidaciones=[document()], pagos=[payment(IdLiquidacionDet=9)])
    tablas_cxc(ctx, as_of=AS_OF)
    assert ctx.published["CXCAcumuladoDim"][0]["SaldoTotalPen"] == 10000


def test_legacy_uses_its_default_where_no_rate_is_stored(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(liquidaciones=[document(Moneda="USD")], pagos=[payment(IdLiquidacionDet=9)])
    tablas_cxc(ctx, as_of=AS_OF, rules=Rules.LEGACY)
    assert ctx.published["CXCAcumuladoDim"][0]["SaldoTotalPen"] == 38000
    assert ctx.logged(Level.WARNING)[-1] == (
        "No exchange rate is known for 2024-03-31: balances in dollars use 3.8"
    )


def test_today_is_the_day_in_lima_e32(ctx: FakeContext) -> None:
    judged = tablas_cxc.spec.read({}, now=ctx.now())
    assert dict(judged)["as_of"] == AS_OF
