"""`export_dataset` and `list_tasks`, as somebody types them."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from background import Dataset, Task
from tasks_admin.models import AuditEntry
from tests.tasks_admin.datasets.conftest import Add, place


@pytest.fixture
def some(add: Add) -> None:
    add(document="A")
    add(document="B", currency="USD")


def export(file: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("export_dataset", "colocaciones", "--to", str(file), *arguments, stdout=out)
    return out.getvalue()


def test_csv_is_what_is_written_when_nothing_is_said(some: None, tmp_path: Path) -> None:
    said = export(tmp_path / "all.csv")

    assert said == f"2 rows written to {tmp_path / 'all.csv'}\n"
    assert pl.read_csv(tmp_path / "all.csv")["NroDocumento"].to_list() == ["A", "B"]


def test_filters_are_those_of_the_page(some: None, tmp_path: Path) -> None:
    export(tmp_path / "f.parquet", "--format", "parquet", "Moneda=USD", "cols=NroDocumento")

    assert pl.read_parquet(tmp_path / "f.parquet").to_dict(as_series=False) == {
        "NroDocumento": ["B"]
    }


def test_a_file_may_be_an_excel_file(some: None, tmp_path: Path) -> None:
    export(tmp_path / "f.xlsx", "--format", "xlsx")

    assert load_workbook(tmp_path / "f.xlsx")["colocaciones"].max_row == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["Moneda__from=2"], "Moneda: This column cannot be filtered that way."),
        (["FechaOperacion=yesterday"], "FechaOperacion: Give a day as YYYY-MM-DD."),
        (["Currency=USD"], "colocaciones has no filter Currency."),
        (["--layout", "agreed"], "layout: The dataset has no such layout."),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_and_nothing_is_written(
    some: None, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as refusal:
        export(tmp_path / "f", *arguments)

    assert refusal.value.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_dataset_is_refused_with_those_there_are(
    dataset: Dataset, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match=r"There is no dataset nada\..*colocaciones") as refusal:
        call_command("export_dataset", "nada", "--to", f"{tmp_path}/f")

    assert refusal.value.returncode == 2


def test_a_folder_that_is_not_there_is_named(dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=f"There is no folder {tmp_path}/x") as refusal:
        export(tmp_path / "x" / "f")

    assert refusal.value.returncode == 2


def listed(*arguments: str) -> str:
    out = StringIO()
    call_command("list_tasks", *arguments, stdout=out)
    return out.getvalue()


def test_tasks_are_listed_a_line_each(declare: Callable[[Task[..., Any]], Task[..., Any]]) -> None:
    declare(place)

    assert any(
        line.split() == ["example.place", "Write", "the", "placements."]
        for line in listed().splitlines()
    )


def test_tasks_are_listed_for_programs(
    declare: Callable[[Task[..., Any]], Task[..., Any]],
) -> None:
    declare(place)

    found = {task["name"]: task for task in json.loads(listed("--json"))}

    assert found["example.place"]["writes"] == ["colocaciones"]
    assert found["example.place"]["parameters"] == []


def test_what_was_taken_out_is_written_down(some: None, tmp_path: Path) -> None:
    export(tmp_path / "usd.csv", "Moneda=USD")

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject) == ("exported", "colocaciones")
    assert entry.details == {"form": "csv", "query": "Moneda=USD", "rows": 1}
