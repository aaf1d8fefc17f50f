"""The job as a whole: sources in a folder, the table and what operators are told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from background import JobFailed, Level, Report
from background.testing import FakeContext, run_now
from tests.toolbox.conftest import Fill
from tests.toolbox.placements.desk import GOLDEN, document, golden_rows, sheet_row
from toolbox.placements.calc.rules import Rules
from toolbox.placements.jobs.kpi import kpi
from toolbox.placements.models import Kpi
from toolbox.rates.models import ExchangeRate
from toolbox.sources import SourceFailed, SourceNotConfigured

pytestmark = pytest.mark.django_db

AS_OF = date(2024, 7, 27)
RATE = {"fecha": "2024-01-15", "compra": 3.69, "venta": 3.7}


@pytest.fixture
def ctx(tmp_path: Path) -> FakeContext:
    return FakeContext(workdir=tmp_path / "work", now=datetime(2024, 7, 28, 4, 30, tzinfo=UTC))


def figures(report: Report) -> dict[str, Any]:
    return {figure.label: figure.value for figure in report.figures}


def differences(found: dict[str, Any], expected: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The columns whose stored value is not the expected one, half a last decimal allowed."""
    for column, value in expected.items():
        got = found[column]
        same = (
            abs(got - value) <= 5.1e-7
            if isinstance(value, float) and got is not None
            else (got.isoformat() if isinstance(got, date) else got) == value
        )
        if not same:
            yield column, got, value


def test_the_legacy_rules_publish_the_golden_table(
    ctx: FakeContext, source_folder: Fill, settings: Settings
) -> None:
    source_folder()
    settings.TOOLBOX_SOURCE_DIR = GOLDEN

    report = kpi(ctx, as_of=AS_OF, rules=Rules.LEGACY)

    assert isinstance(report, Report)
    rows = ctx.published["kpi"]
    assert [
        (number, *one)
        for number, (found, expected) in enumerate(zip(rows, golden_rows(), strict=True))
        for one in differences(found, expected)
    ] == []
    assert figures(report)["Documents published"] == 917
    assert figures(report)["Documents replaced by a sheet"] == 18
    assert figures(report)["Dollar documents without a rate"] == 49
    assert [(control.label, control.ties) for control in ctx.controls] == [
        ("Rows published, set aside or replaced", True),
        ("Placements of documents in soles, sum over months", True),
        ("Placements of documents in soles are their amounts", True),
        ("Placements of documents in dollars, sum over months", True),
        ("Placements of documents in dollars are amounts times rates", True),
        ("Profit is core income less cost of funds", True),
    ]
    assert ctx.controls[0].expected == 937
    assert not ctx.quarantined


def test_the_report_has_totals_plots_missing_rates_and_names_to_confirm(
    ctx: FakeContext, source_folder: Fill, settings: Settings
) -> None:
    source_folder()
    settings.TOOLBOX_SOURCE_DIR = GOLDEN

    report = kpi(ctx, as_of=AS_OF, rules=Rules.LEGACY)

    tables = {table.title: table.rows for table in report.tables}
    january = next(r for r in tables["Totals by month and currency"] if r[:2] == ["2024-01", "PEN"])
    assert january == ["2024-01", "PEN", 70, 2637946.0, 112677.08, 57379.25, 54647.84]
    assert len(tables["Days without an exchange rate"]) == 22
    assert ["Ejecutivo", "zzz zzz", None, 31] in tables["Names matched by likeness"]
    assert [chart.title for chart in report.charts] == [
        "Placements by month",
        "Profit by month",
        "Placements by executive",
        "Profit by executive",
    ]
    assert report.charts[0].labels[0] == "2023-11"


def test_the_job_fills_the_rates_that_operation_days_lack(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(colocaciones_2=[document(Moneda="USD")], tipo_cambio=[RATE])

    kpi(ctx, as_of=AS_OF)

    assert ExchangeRate.objects.get().ask == Decimal("3.7")
    [row] = ctx.published["kpi"]
    assert (row["ColocacionSoles"], row["TipoCambioEstado"]) == (37000, "exacto")


def test_an_earlier_rate_that_may_stand_in_is_fetched_too(
    ctx: FakeContext, source_folder: Fill
) -> None:
    rate = RATE | {"fecha": "2024-01-10"}
    source_folder(colocaciones_2=[document(Moneda="USD")], tipo_cambio=[rate])

    report = kpi(ctx, as_of=AS_OF)

    assert ctx.published["kpi"][0]["TipoCambioFecha"] == date(2024, 1, 10)
    assert figures(report)["Dollar documents with a carried rate"] == 1


def test_stored_rates_are_used_where_no_source_of_rates_is_configured(
    ctx: FakeContext, source_folder: Fill
) -> None:
    ExchangeRate.objects.create(day=date(2024, 1, 14), bid="3.69", ask="3.70")
    source_folder(colocaciones_2=[document(Moneda="USD")])

    kpi(ctx, as_of=AS_OF)

    assert ctx.published["kpi"][0]["ColocacionSoles"] == 37000
    assert ctx.logged(Level.WARNING) == [
        "No source of exchange rates is configured; the stored ones are used"
    ]


def test_sources_that_are_not_configured_are_left_out_and_named(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(colocaciones_2=[document()], tipo_cambio=[RATE])

    kpi(ctx, as_of=AS_OF)

    assert [line for line in ctx.logged(Level.INFO) if "not configured" in line] == [
        f"{name} is not configured and is left out"
        for name in ("fuera-sistema-pen", "fuera-sistema-usd", "sectores", "referidos")
    ]


def test_bad_rows_are_set_aside_with_their_place_and_reason(
    ctx: FakeContext, source_folder: Fill
) -> None:
    rows = [document(NroDocumento=f"F{n}") for n in range(200)]
    rows[41] = document(FechaOperacion="31/02/2024")
    source_folder(colocaciones_2=rows, tipo_cambio=[RATE])

    report = kpi(ctx, as_of=AS_OF)

    [row] = ctx.quarantined
    assert (row.source, row.row_number, row.column) == ("colocaciones-2", 42, "FechaOperacion")
    assert (row.value, row.reason) == ("31/02/2024", "The text is not a date")
    assert row.row["CodigoLiquidacion"] == "LIQ2401000001"
    assert figures(report)["Documents set aside"] == 1
    assert all(control.ties for control in ctx.controls)
    assert len(ctx.published["kpi"]) == 199


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
    rows = [document(Ejecutivo=None)] * bad + [document()] * (200 - bad)
    source_folder(colocaciones_2=rows, tipo_cambio=[RATE])

    with pytest.raises(JobFailed, match=sentence):
        kpi(ctx, as_of=AS_OF, rules=rules)

    assert ctx.published == {}
    assert len(ctx.quarantined) == bad


def test_an_empty_report_fails_the_run(ctx: FakeContext, source_folder: Fill) -> None:
    source_folder(colocaciones_2=[])
    with pytest.raises(SourceFailed, match="colocaciones-2 has no rows at all"):
        kpi(ctx, as_of=AS_OF)
    assert ctx.published == {}


def test_a_missing_report_fails_the_run(ctx: FakeContext, source_folder: Fill) -> None:
    source_folder(fuera_sistema_pen=[sheet_row()])
    with pytest.raises(SourceNotConfigured, match="colocaciones-2"):
        kpi(ctx, as_of=AS_OF)


def test_a_sheet_that_is_broken_fails_the_run(ctx: FakeContext, source_folder: Fill) -> None:
    folder = source_folder(colocaciones_2=[document()], tipo_cambio=[RATE])
    (folder / "sectores.json").write_text("<html>Sign in</html>", encoding="utf-8")
    with pytest.raises(SourceFailed, match="sectores"):
        kpi(ctx, as_of=AS_OF)
    assert ctx.published == {}


def test_a_source_without_its_columns_fails_the_run_with_their_names(
    ctx: FakeContext, source_folder: Fill
) -> None:
    row = document()
    del row["Interes"]
    source_folder(colocaciones_2=[row], tipo_cambio=[RATE])
    with pytest.raises(SourceFailed, match="colocaciones-2 lacks the columns Interes"):
        kpi(ctx, as_of=AS_OF)


def test_progress_rises_to_the_end(ctx: FakeContext, source_folder: Fill) -> None:
    source_folder(colocaciones_2=[document()] * 3, tipo_cambio=[RATE])

    kpi(ctx, as_of=AS_OF)

    done = [step[0] for step in ctx.ports.steps]
    assert done == sorted(done)
    assert done[-1] == 100
    assert list(dict.fromkeys(step[2] for step in ctx.ports.steps)) == [
        "Read the sources",
        "Fetch rates",
        "Calculate and load",
        "Publish",
    ]


def test_today_is_the_day_in_lima_e32(ctx: FakeContext) -> None:
    judged = kpi.spec.read({}, now=ctx.now())
    assert dict(judged)["as_of"] == date(2024, 7, 27)


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_calculates_with_the_rates_it_found_and_stores_nothing(
    source_folder: Fill,
) -> None:
    source_folder(colocaciones_2=[document(Moneda="USD")], tipo_cambio=[RATE])
    report = run_now(kpi.using(dry_run=True), as_of=AS_OF).get(timeout=1)
    shown = {figure["label"]: figure["value"] for figure in report["figures"]}
    assert (shown["Documents published"], shown["Dollar documents without a rate"]) == (1, 0)
    assert not ExchangeRate.objects.exists()
    assert not Kpi.objects.exists()
