"""Excel workbooks made of frames; every text stays a text, whatever it begins with."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
SHEET_NAME_LIMIT = 31
TEXT_LIMIT = 32_767
ROWS_LIMIT = 1_048_575
WIDEST = 40
MONTHS = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre",
    "Octubre", "Noviembre", "Diciembre",
)  # fmt: skip


def month_name(day: date) -> str:
    """Return the month as the files are named: "Enero_2025"."""
    return f"{MONTHS[day.month - 1]}_{day.year}"


def file_name(text: str) -> str:
    """Return a text as part of a file's name: letters, digits and underscores."""
    return "_".join("".join(c if c.isalnum() else " " for c in text).split()) or "sin_nombre"


def write_workbook(path: Path, sheets: Mapping[str, pl.DataFrame]) -> Path:
    """Write a workbook with a sheet for each frame and return its path.

    Raises ValueError for a frame with more rows than a sheet holds.
    """
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
            "amount": book.add_format({"num_format": "#,##0.00"}),
            "whole": book.add_format({"num_format": "0"}),
        }
        for name, frame in sheets.items():
            if frame.height > ROWS_LIMIT:
                raise ValueError(f"{name}: {frame.height} rows are too many for a sheet")
            _write(book.add_worksheet(name[:SHEET_NAME_LIMIT]), frame, formats)
    return path


def _write(sheet: Any, frame: pl.DataFrame, formats: Mapping[str, Any]) -> None:
    for place, name in enumerate(frame.columns):
        sheet.set_column(place, place, min(max(len(name) + 4, 12), WIDEST))
        sheet.write_string(0, place, name, formats["head"])
    kinds = [_kind(dtype) for dtype in frame.dtypes]
    for number, row in enumerate(frame.iter_rows(), start=1):
        for place, value in enumerate(row):
            if value is not None:
                _write_cell(sheet, number, place, value, kinds[place], formats)
    sheet.freeze_panes(1, 0)
    if frame.width:
        sheet.autofilter(0, 0, frame.height, frame.width - 1)


def _write_cell(
    sheet: Any, row: int, place: int, value: Any, kind: str, formats: Mapping[str, Any]
) -> None:
    if kind == "text":
        sheet.write_string(row, place, str(value)[:TEXT_LIMIT])
    elif kind == "day":
        sheet.write_datetime(row, place, value, formats["day"])
    else:
        sheet.write_number(row, place, value, formats[kind])


def _kind(dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "whole"
    if dtype.is_numeric():
        return "amount"
    return "day" if dtype == pl.Date else "text"
