"""The golden figures from outside: run_task and export_dataset, from a folder and over HTTP."""

import csv
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.installation import ROOT, Installation, until

GOLDEN = ROOT / "tests" / "golden" / "kpi"
HALF_A_UNIT = 5.000001e-7
SHEETS = ("fuera-sistema-pen", "fuera-sistema-usd", "sectores", "referidos")


@pytest.fixture
def console(tmp_path: Path, migrated: Path) -> Iterator[Installation]:
    """A migrated installation that reads the golden folder."""
    (tmp_path / "var").mkdir()
    shutil.copy(migrated, tmp_path / "var")
    installation = Installation(tmp_path, TOOLBOX_SOURCE="folder", TOOLBOX_SOURCE_DIR=str(GOLDEN))
    yield installation
    installation.stop()


def over_http(console: Installation) -> None:
    """Read the same folder through the stand-in for the live services."""
    serve = ("manage.py", "fake_upstream", "--port=0", f"--dir={GOLDEN}")
    console.start("upstream", sys.executable, "-u", *serve)
    url = until(lambda: console.log("upstream").split()[-1:])[0]
    console.environment |= {
        "TOOLBOX_SOURCE": "http",
        "TOOLBOX_ERP_URL": url,
        "TOOLBOX_ERP_USER": "demo",
        "TOOLBOX_ERP_PASSWORD": "demo",
        "TOOLBOX_RATES_URL": url,
        "TOOLBOX_LISTS_FILE": str(GOLDEN / "listas.json"),
        **{
            f"TOOLBOX_SHEET_{name.upper().replace('-', '_')}_URL": f"{url}/sheets/{name}/exec"
            for name in SHEETS
        },
    }


@pytest.mark.parametrize(
    ("source", "task"), [("folder", "toolbox.kpi"), ("http", "toolbox.tablas_reportes")]
)
def test_every_exported_figure_equals_the_expected_one(
    console: Installation, source: str, task: str
) -> None:
    if source == "http":
        over_http(console)
    console.manage("run_task", task, "as_of=2024-07-27", "rules=legacy", "--inline")

    compare(exported(console, "kpi"), "kpi")
    if task == "toolbox.tablas_reportes":
        newcomers = exported(console, "nuevos_clientes_nuevos_pagadores")
        compare([row | {"Mes": row["FechaOperacion"][:7]} for row in newcomers], "nuevos")


def exported(console: Installation, dataset: str) -> list[dict[str, str]]:
    file = console.folder / f"{dataset}.csv"
    console.manage("export_dataset", dataset, "--format=csv", f"--to={file}")
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def compare(rows: list[dict[str, str]], golden: str) -> None:
    expected: list[dict[str, Any]] = json.loads((GOLDEN / f"expected-{golden}.json").read_text())
    assert len(rows) == len(expected)
    for number, (row, wanted) in enumerate(zip(rows, expected, strict=True)):
        for name, value in wanted.items():
            assert equal(row[name], value), f"row {number} {name}"


def equal(text: str, value: Any) -> bool:
    """A stored decimal is right within half a unit of its last place; texts and days exactly."""
    if value is None:
        return text == ""
    if isinstance(value, int | float):
        return abs(float(text) - value) <= HALF_A_UNIT
    return bool(text == value)
