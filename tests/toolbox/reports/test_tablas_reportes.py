"""The refresh of the report tables: one snapshot, all tables at once, and the mark."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from background import JobFailed, Report
from background.testing import FakeContext
from tests.toolbox.conftest import Fill
from tests.toolbox.placements.desk import GOLDEN, document
from toolbox.placements.calc.rules import Rules
from toolbox.reports.calc.balances import AMOUNTS
from toolbox.reports.jobs.tablas_reportes import tablas_reportes
from toolbox.reports.models import ReportUpdate
from toolbox.sources import SourceFailed

pytestmark = pytest.mark.django_db

AS_OF = date(2024, 7, 27)
NOW = datetime(2024, 7, 28, 4, 30, tzinfo=UTC)
DAY = dict.fromkeys(AMOUNTS, "1,000.50") | {"FechaOperacion": "15/01/2024"}
TABLES = {"kpi", "nuevos_clientes_nuevos_pagadores", "saldos", "actualizacion_reportes"}


@pytest.fixture
def ctx(tmp_path: Path) -> FakeContext:
    return FakeContext(workdir=tmp_path / "work", now=NOW)


def figures(report: Report) -> dict[str, Any]:
    return {figure.label: figure.value for figure in report.figures}


def test_the_golden_newcomers_are_published_with_the_placements(
    ctx: FakeContext, source_folder: Fill, settings: Settings
) -> None:
    source_folder()
    settings.TOOLBOX_SOURCE_DIR = GOLDEN

    tablas_reportes(ctx, as_of=AS_OF, rules=Rules.LEGACY)

    expected = json.loads((GOLDEN / "expected-nuevos.json").read_text(encoding="utf-8"))
    assert [
        {**one, "Mes": f"{one['FechaOperacion']:%Y-%m}"}
        for one in ctx.published["nuevos_clientes_nuevos_pagadores"]
    ] == [{**one, "FechaOperacion": date.fromisoformat(f"{one['Mes']}-01")} for one in expected]
    assert len(ctx.published["kpi"]) == 917
    assert set(ctx.published) == TABLES - {"saldos"}
    assert all(control.ties for control in ctx.controls)


def test_all_tables_are_published_in_one_go_and_the_mark_says_when(
    ctx: FakeContext, source_folder: Fill
) -> None:
    source_folder(colocaciones_2=[document()], saldos=[DAY])

    report = tablas_reportes(ctx, as_of=AS_OF)

    assert set(ctx.published) == TABLES
    [mark] = ctx.published["actualizacion_reportes"]
    assert (mark["ultima_actualizacion"], mark["estado"], mark["detalle"]) == (
        "2024-07-27 23:30:00.000000",
        "Success",
        None,
    )
    assert ctx.published["saldos"][0]["SaldoTotalCaja"] == 1000.5
    assert figures(report)["Cash that day"] == 1000.5
    assert [chart.title for chart in report.charts][-2:] == [
        "New clients and payers by month",
        "Cash by day",
    ]
    assert [control.ties for control in ctx.controls] == [True] * 7


def test_earlier_marks_stay_when_one_is_added(ctx: FakeContext, source_folder: Fill) -> None:
    ReportUpdate.objects.create(ultima_actualizacion=NOW, estado="Error", detalle="x" * 400)
    source_folder(colocaciones_2=[document()], saldos=[DAY])

    tablas_reportes(ctx, as_of=AS_OF)

    marks = ctx.published["actualizacion_reportes"]
    assert [mark["estado"] for mark in marks] == ["Error", "Success"]
    assert marks[0]["detalle"] == "x" * 400


def test_each_source_is_read_once(ctx: FakeContext, source_folder: Fill) -> None:
    source_folder(colocaciones_2=[document()], saldos=[DAY], sectores=[])
    tablas_reportes(ctx, as_of=AS_OF)
    lines = [fields["source"] for _, text, fields in ctx.ports.lines if "snapshot" in text]
    assert lines == ["colocaciones-2", "sectores", "saldos"]


@pytest.mark.parametrize(
    ("sources", "error", "sentence"),
    [
        ({"colocaciones_2": [], "saldos": [DAY]}, SourceFailed, "colocaciones-2 has no rows"),
        ({"colocaciones_2": [document()], "saldos": []}, SourceFailed, "saldos has no rows"),
        (
            {"colocaciones_2": [document()], "saldos": [{"FechaOperacion": "15/01/2024"}]},
            SourceFailed,
            "saldos lacks the columns EvolucionCaja",
        ),
        (
            {"colocaciones_2": [document()], "saldos": [DAY, DAY | {"FechaOperacion": "x"}]},
            JobFailed,
            "1 of 2 rows cannot be used.*saldos, row 2, FechaOperacion",
        ),
    ],
)
def test_a_refresh_that_fails_changes_no_table_and_leaves_the_reason_as_its_mark(
    ctx: FakeContext,
    source_folder: Fill,
    sources: dict[str, Any],
    error: type[Exception],
    sentence: str,
) -> None:
    source_folder(**sources)

    with pytest.raises(error, match=sentence):
        tablas_reportes(ctx, as_of=AS_OF)

    assert ctx.published == {}
    mark = ReportUpdate.objects.get()
    assert (mark.estado, mark.ultima_actualizacion) == ("Error", NOW)
    assert re.search(sentence, mark.detalle or "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ultima_actualizacion FROM actualizacion_reportes")
        assert str(cursor.fetchone()[0])[:19] == "2024-07-27 23:30:00"
