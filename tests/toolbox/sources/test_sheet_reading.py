"""A CSV file and a workbook give what the JSON answer of the same sheet gives."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from toolbox.sources.errors import SourceFailed, SourceNotConfigured
from toolbox.sources.folder import FolderSource
from toolbox.sources.ports import SourceName
from toolbox.sources.snapshots import SnapshotStore

UNTIL = date(2024, 7, 27)
HEADER = ["RUC", "SECTOR", "GRUPO ECO."]
ROWS: list[list[Any]] = [
    [20990000001, "Agro", "Grupo Ñ"],
    ["20990000002 ", " Minería ", ""],
    [20990000003, 'con "comillas", y; signos', "línea\nsegunda"],
    ["", "", ""],
    [0.75, "=1+1", "1,234.50"],
]


def as_json(path: Path) -> None:
    rows = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    path.with_suffix(".json").write_text(json.dumps(rows), encoding="utf-8")


def as_csv(path: Path, separator: str = ",", encoding: str = "utf-8") -> None:
    cells = [[f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in row] for row in ROWS]
    lines = [separator.join(HEADER), *(separator.join(row) for row in cells)]
    path.with_suffix(".csv").write_bytes("\r\n".join(lines).encode(encoding) + b"\r\n")


def as_workbook(path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    lines: list[list[Any]] = [HEADER, *ROWS, ["", None, ""], [None, None, None]]
    for row in lines:
        cells = [openpyxl.cell.WriteOnlyCell(sheet, value=cell) for cell in row]
        for cell in cells:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
        sheet.append(cells)
    book.save(path.with_suffix(".xlsx"))


def scan(folder: Path, store: SnapshotStore) -> pl.DataFrame:
    return FolderSource(folder, store).fetch(SourceName.SECTORS, until=UNTIL).scan().collect()


WRITERS: dict[str, Callable[[Path], None]] = {
    "csv": as_csv,
    "csv with semicolons": lambda path: as_csv(path, separator=";"),
    "csv with a byte order mark": lambda path: as_csv(path, encoding="utf-8-sig"),
    "workbook": as_workbook,
}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_of_file_gives_the_frame_of_the_json_answer(
    tmp_path: Path, store: SnapshotStore, kind: str
) -> None:
    (tmp_path / "json").mkdir()
    (tmp_path / "other").mkdir()
    as_json(tmp_path / "json" / "sectores")
    WRITERS[kind](tmp_path / "other" / "sectores")
    assert_frame_equal(scan(tmp_path / "other", store), scan(tmp_path / "json", store))


def test_days_of_a_workbook_are_iso_text(tmp_path: Path, store: SnapshotStore) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["fecha", "compra", "venta", None])
    book.active.append([date(2024, 1, 2), 3.7, True, "stray"])
    book.save(tmp_path / "sectores.xlsx")
    frame = scan(tmp_path, store)
    assert frame.columns == ["_row", "fecha", "compra", "venta"]
    assert frame.row(0) == (1, "2024-01-02T00:00:00", "3.7", "true")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("sectores.csv", b"", "sectores is an empty file: not even a header line."),
        ("sectores.csv", b"RUC,SECTOR\n1,2,3\n", "sectores is not a CSV file in UTF-8"),
        ("sectores.csv", "RUC,SECTOR\n1,Minería\n".encode("latin-1"), "not a CSV file in UTF-8"),
        ("sectores.xlsx", b"PK no workbook", "sectores is not an Excel workbook (.xlsx)."),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_a_failure(
    tmp_path: Path, store: SnapshotStore, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceFailed) as failure:
        scan(tmp_path, store)
    assert sentence in str(failure.value)


@pytest.mark.parametrize(
    ("header", "sentence"),
    [([], "has no header line"), (["RUC", "RUC"], "two columns of the same name")],
)
def test_a_workbook_with_an_unusable_header_is_a_failure(
    tmp_path: Path, store: SnapshotStore, header: list[str], sentence: str
) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(header)
    book.save(tmp_path / "sectores.xlsx")
    with pytest.raises(SourceFailed) as failure:
        scan(tmp_path, store)
    assert sentence in str(failure.value)


def test_a_header_alone_is_an_empty_source(tmp_path: Path, store: SnapshotStore) -> None:
    (tmp_path / "sectores.csv").write_text("RUC,SECTOR\n", encoding="utf-8")
    frame = scan(tmp_path, store)
    assert frame.height == 0
    assert frame.columns == ["_row", "RUC", "SECTOR"]


def test_a_kind_of_file_that_nobody_reads_is_not_configured(store: SnapshotStore) -> None:
    with pytest.raises(SourceNotConfigured):
        store.land(SourceName.SECTORS, ".ods", [b"x"])
