"""What a run refuses to publish, what it publishes as incomplete, and who may move the limit."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from background import JobFailed
from background.testing import FakeContext
from tests.toolbox.conftest import Fill
from tests.toolbox.placements import desk as placements
from tests.toolbox.receivables import desk as receivables
from toolbox.lists.models import BusinessRate
from toolbox.placements.calc.rules import Rules
from toolbox.placements.jobs.kpi import kpi
from toolbox.receivables.jobs.tablas_cxc import tablas_cxc
from toolbox.reports.calc.balances import AMOUNTS
from toolbox.reports.jobs.tablas_reportes import tablas_reportes

pytestmark = pytest.mark.django_db

AS_OF = date(2024, 3, 31)
RATE = {"fecha": "2024-01-15", "compra": 3.69, "venta": 3.7}
DAY = dict.fromkeys(AMOUNTS, "1") | {"FechaOperacion": "15/01/2024"}


@pytest.fixture
def ctx(tmp_path: Path) -> FakeContext:
    return FakeContext(workdir=tmp_path / "work", now=datetime(2024, 4, 1, 4, tzinfo=UTC))


def dollars(count: int, without: int) -> list[dict[str, Any]]:
    """So many dollar documents, some of them of a day that no rate reaches."""
    days = ["15/02/2024"] * without + ["15/01/2024"] * (count - without)
    return [
        placements.document(Moneda="USD", NroDocumento=f"F{n}", FechaOperacion=day)
        for n, day in enumerate(days)
    ]


def test_too_many_dollar_documents_without_a_rate_fail_the_run(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(colocaciones_2=dollars(100, without=2), tipo_cambio=[RATE])
    with pytest.raises(JobFailed) as failure:
        kpi(ctx, as_of=AS_OF)
    assert str(failure.value) == (
        "2 of 100 dollar documents have no exchange rate, which is more than 1 %, so the table "
        "stays as it was. They are of 1 days, the first is 2024-02-15. Run the exchange rates, "
        "then this task again."
    )
    assert ctx.published == {}


def test_documents_after_the_last_day_of_the_report_need_no_rate_yet(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(colocaciones_2=dollars(100, without=50), tipo_cambio=[RATE])
    kpi(ctx, as_of=date(2024, 1, 31))
    assert len(ctx.ports.shortfalls) == 1


def test_few_make_it_incomplete_and_are_named(ctx: FakeContext, source_folder: Fill) -> None:
    source_folder(colocaciones_2=dollars(100, without=1), tipo_cambio=[RATE])
    report = kpi(ctx, as_of=AS_OF)
    assert ctx.ports.shortfalls == [
        "1 dollar documents of 1 days have no exchange rate; their soles are zero"
    ]
    assert "Days without an exchange rate" in [table.title for table in report.tables]


@pytest.mark.parametrize(("limit", "fails"), [("0.02", False), ("0", True), (None, True)])
def test_the_business_keeps_the_limit_of_documents_without_a_rate(
    ctx: FakeContext, source_folder: Fill, limit: str | None, fails: bool
) -> None:
    if limit:
        BusinessRate.objects.create(name="sin_tipo_cambio_maximo", value=limit)
    source_folder(colocaciones_2=dollars(100, without=2), tipo_cambio=[RATE])
    if fails:
        with pytest.raises(JobFailed, match="have no exchange rate"):
            kpi(ctx, as_of=AS_OF)
    else:
        kpi(ctx, as_of=AS_OF)
        assert len(ctx.published["kpi"]) == 100


def test_the_legacy_rules_publish_zeros_and_warn(ctx: FakeContext, source_folder: Fill) -> None:
    source_folder(colocaciones_2=dollars(2, without=2), tipo_cambio=[RATE])
    kpi(ctx, as_of=AS_OF, rules=Rules.LEGACY)
    assert [row["ColocacionSoles"] for row in ctx.published["kpi"]] == [0, 0]
    assert ctx.ports.shortfalls == []
    assert "2 dollar documents of 1 days have no exchange rate" in ctx.logged("warning")[0]


@pytest.mark.parametrize(("days", "state"), [(None, "arrastrado"), (2, "falta")])
def test_the_business_keeps_how_long_a_rate_stands_in(
    ctx: FakeContext, source_folder: Fill, days: int | None, state: str
) -> None:
    if days:
        BusinessRate.objects.create(name="dias_arrastre_tipo_cambio", value=days)
        BusinessRate.objects.create(name="sin_tipo_cambio_maximo", value=1)
    row = placements.document(Moneda="USD", FechaOperacion="18/01/2024")
    source_folder(colocaciones_2=[row], tipo_cambio=[RATE])
    kpi(ctx, as_of=AS_OF)
    assert ctx.published["kpi"][0]["TipoCambioEstado"] == state


@pytest.mark.parametrize("limit", [None, "0.5"])
def test_the_business_keeps_the_limit_of_bad_rows_for_every_source(
    ctx: FakeContext, source_folder: Fill, limit: str | None
) -> None:
    if limit:
        BusinessRate.objects.create(name="filas_malas_maximo", value=limit)
    bad = placements.document(FechaOperacion="x")
    source_folder(
        colocaciones_2=[placements.document(), bad],
        saldos=[DAY, DAY | {"FechaOperacion": "x"}],
        tipo_cambio=[RATE],
    )
    if limit is None:
        with pytest.raises(JobFailed, match="1 of 2 rows cannot be used, which is more than 1 %"):
            tablas_reportes(ctx, as_of=AS_OF)
        assert ctx.published == {}
    else:
        tablas_reportes(ctx, as_of=AS_OF)
        assert [len(ctx.published[name]) for name in ("kpi", "saldos")] == [1, 1]
        assert all(control.ties for control in ctx.controls)


@pytest.mark.parametrize("sheet", [False, True], ids=["in the ERP", "in a sheet"])
def test_a_kept_rate_stands_in_for_balances_and_makes_them_incomplete(
    ctx: FakeContext, source_folder: Fill, sheet: bool
) -> None:
    BusinessRate.objects.create(name="tipo_cambio_por_defecto", value="3.9")
    BusinessRate.objects.create(name="sin_tipo_cambio_maximo", value=1)
    row = placements.sheet_row({"Moneda": "USD", "Import. Recaudado": ""})
    source_folder(
        liquidaciones=[receivables.document(Moneda="PEN" if sheet else "USD")],
        pagos=[receivables.payment(IdLiquidacionDet=9)],
        fuera_sistema_usd=[row] if sheet else [],
    )
    tablas_cxc(ctx, as_of=AS_OF)
    assert ctx.ports.shortfalls[0] == (
        "No exchange rate is known for 2024-03-31: balances in dollars use 3.9"
    )
    owed = ctx.published["CXCAcumuladoDim"][-1]
    assert owed["SaldoTotalPen"] == pytest.approx(3.9 * owed["SaldoTotal"])


def test_dollars_that_only_a_sheet_has_need_a_rate_too(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(
        liquidaciones=[receivables.document()],
        pagos=[receivables.payment(IdLiquidacionDet=9)],
        fuera_sistema_usd=[placements.sheet_row({"Moneda": "USD"})],
    )
    with pytest.raises(JobFailed, match="There is no exchange rate of the 7 days"):
        tablas_cxc(ctx, as_of=AS_OF)
