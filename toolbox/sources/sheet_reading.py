"""CSV and Excel files into a Parquet part, every value as text, as the JSON answers have it.

A blank cell is an empty text, as it is in the answers of the published sheets.
"""

import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import polars as pl

from toolbox.sources.answers import BOM
from toolbox.sources.errors import SourceFailed


def read_csv(path: Path, folder: Path, source: str) -> None:
    """Write the rows of a CSV file, UTF-8, comma or semicolon, as a part into `folder`.

    Raises SourceFailed where it is not that.
    """
    with path.open("rb") as file:
        header = file.readline().removeprefix(BOM)
    if not header.strip():
        raise SourceFailed("{source} is an empty file: not even a header line.", source=source)
    separator = ";" if header.count(b";") > header.count(b",") else ","
    folder.mkdir(parents=True, exist_ok=True)
    try:
        lines = pl.scan_csv(
            path, separator=separator, infer_schema=False, empty_string_is_null=False
        )
        lines.fill_null("").sink_parquet(folder / "00000.parquet", maintain_order=True)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise SourceFailed(
            "{source} is not a CSV file in UTF-8 with as many cells in each line as in its "
            "header ({detail}). Save it again as CSV UTF-8.",
            source=source,
            detail=str(error).splitlines()[0],
        ) from error


def read_xlsx(path: Path, folder: Path, source: str) -> None:
    """Write the rows of the first sheet of an Excel workbook as a part into `folder`.

    Raises SourceFailed where it is no workbook or has no header.
    """
    # Imported where it is needed: it is slow to load, and most processes never read a workbook.
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise SourceFailed(
            "{source} is not an Excel workbook (.xlsx). Save it again as one.", source=source
        ) from error
    try:
        lines = book.worksheets[0].iter_rows(values_only=True)
        header = [cell_text(cell) for cell in next(lines, ())]
        rows = _without_blank_tail([[cell_text(cell) for cell in line] for line in lines])
    finally:
        book.close()
    folder.mkdir(parents=True, exist_ok=True)
    _frame(header, rows, source).write_parquet(folder / "00000.parquet")


def cell_text(cell: Any) -> str:
    """Return a cell's value as the JSON answer of the same sheet would show it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _frame(header: list[str], rows: Iterable[list[str]], source: str) -> pl.DataFrame:
    """Return the named columns as text; columns without a header are nobody's."""
    named = {place: name for place, name in enumerate(header) if name}
    if not named:
        raise SourceFailed("{source} has no header line in its first sheet.", source=source)
    if len(set(named.values())) < len(named):
        raise SourceFailed(
            "{source} has two columns of the same name. Rename one of them.", source=source
        )
    columns: dict[str, list[str]] = {name: [] for name in named.values()}
    for row in rows:
        for place, name in named.items():
            columns[name].append(row[place] if place < len(row) else "")
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _without_blank_tail(rows: list[list[str]]) -> list[list[str]]:
    """Drop the blank rows below the last one: a sheet keeps them once they were formatted."""
    while rows and not any(rows[-1]):
        rows.pop()
    return rows
