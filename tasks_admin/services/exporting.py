"""Taking a dataset out: as a stream for the browser, or as a file that is whole or not there."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import IO

import polars as pl

from background import TaskError
from tasks_admin.queries.row_filter import RowFilter
from tasks_admin.services.exports.batches import batches, spooled
from tasks_admin.services.exports.csv_writing import EXACT, Dialect, csv_pieces
from tasks_admin.services.exports.json_writing import json_pieces
from tasks_admin.services.exports.parquet_writing import write_parquet
from tasks_admin.services.exports.xlsx_writing import write_workbook

Pieces = Callable[[Iterable[pl.DataFrame]], Iterator[bytes]]
MOST_CELLS = 6_000_000
"""What a person waits for in a browser: about a minute of writing."""


class Format(StrEnum):
    """What a dataset can be written as."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"
    PARQUET = "parquet"


class TooManyCells(TaskError):
    """An Excel file would take longer to write than a browser waits."""

    code = "too_many_cells"


def stream_csv(asked: RowFilter, dialect: Dialect) -> Iterator[bytes]:
    """Yield the CSV file of exactly these rows, all of one version, in constant memory."""
    return spooled(csv_pieces(batches(asked), dialect))


def stream_json(asked: RowFilter) -> Iterator[bytes]:
    """Yield exactly these rows as a JSON array, all of one version, in constant memory."""
    return spooled(json_pieces(batches(asked)))


def parquet(asked: RowFilter) -> IO[bytes]:
    """Return an open Parquet file of exactly these rows; closing it removes it."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "rows.parquet"
        write_parquet(path, batches(asked))
        return path.open("rb")


def workbook(asked: RowFilter, rows: int) -> IO[bytes]:
    """Return an open Excel file of exactly these `rows` rows; closing it removes it.

    Raises TooManyCells, before anything is read.
    """
    if rows * len(asked.exported) > MOST_CELLS:
        raise TooManyCells(
            "An Excel file of {rows} rows and {columns} columns would take too long. "
            "Narrow the filters, choose fewer columns, or download the CSV file.",
            rows=rows,
            columns=len(asked.exported),
        )
    with ExitStack() as unfinished:
        file = unfinished.enter_context(tempfile.TemporaryFile(suffix=".xlsx"))
        write_workbook(file, batches(asked), asked.exported, _sheet(asked))
        file.seek(0)
        unfinished.pop_all()
    return file


def export_to(path: Path, asked: RowFilter, form: Format) -> int:
    """Write exactly these rows to a file and return how many; CSV is the exact kind.

    The file appears under its name only when it is complete.
    """
    with tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".export-") as folder:
        unfinished = Path(folder) / path.name
        rows = WRITERS[form](unfinished, asked)
        unfinished.replace(path)
    return rows


def _csv(path: Path, asked: RowFilter) -> int:
    return _pieces(path, asked, lambda frames: csv_pieces(frames, EXACT))


def _json(path: Path, asked: RowFilter) -> int:
    return _pieces(path, asked, json_pieces)


def _pieces(path: Path, asked: RowFilter, written: Pieces) -> int:
    rows = 0

    def counted() -> Iterator[pl.DataFrame]:
        nonlocal rows
        for frame in batches(asked):
            rows += frame.height
            yield frame

    with path.open("wb") as file:
        file.writelines(written(counted()))
    return rows


def _xlsx(path: Path, asked: RowFilter) -> int:
    with path.open("wb") as file:
        return write_workbook(file, batches(asked), asked.exported, _sheet(asked))


def _sheet(asked: RowFilter) -> str:
    return asked.layout.sheet if asked.layout and asked.layout.sheet else asked.dataset.name


def _parquet(path: Path, asked: RowFilter) -> int:
    return write_parquet(path, batches(asked))


WRITERS = {
    Format.CSV: _csv,
    Format.JSON: _json,
    Format.XLSX: _xlsx,
    Format.PARQUET: _parquet,
}
