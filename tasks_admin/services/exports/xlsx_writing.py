"""Excel files with real numbers and days, written row by row in constant memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import IO, Any

import polars as pl
import xlsxwriter

from tasks_admin.queries.dataset_columns import DAYS, ColumnKind, DatasetColumn

ROWS_OF_A_SHEET = 1_048_575
TEXT_LIMIT = 32_767
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 -- spreadsheets count days, and know no zones
A_DAY = 24 * 3600 * 1_000_000
WIDEST = 42
NAME_LIMIT = 27
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Write = Callable[[int, int, Any], object]
Rows = Iterator[tuple[Any, ...]]


def write_workbook(
    file: IO[bytes],
    frames: Iterable[pl.DataFrame],
    columns: Sequence[DatasetColumn],
    title: str,
    rows_of_a_sheet: int = ROWS_OF_A_SHEET,
) -> int:
    """Write a workbook and return its number of rows; what fits no sheet goes on in a next one.

    Every text is stored as a text: nothing in the data can become a formula or a link.
    """
    rows: Rows = chain.from_iterable(_as_cells(frame, columns).rows() for frame in frames)
    name = title[:NAME_LIMIT]
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        written = _write_sheet(book, name, islice(rows, rows_of_a_sheet), columns)
        for number, first in enumerate(rows, start=2):
            further = islice(chain([first], rows), rows_of_a_sheet)
            written += _write_sheet(book, f"{name} {number}", further, columns)
    return written


def _write_sheet(book: Any, name: str, rows: Rows, columns: Sequence[DatasetColumn]) -> int:
    sheet = book.add_worksheet(name)
    _write_head(book, sheet, columns)
    writers = [_writer(book, sheet, column) for column in columns]
    number = 0
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value is not None:
                writers[place](number, place, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, number, len(columns) - 1)
    return number


def _write_head(book: Any, sheet: Any, columns: Sequence[DatasetColumn]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(column))
        sheet.write_string(0, place, column.name, bold)


def _width(column: DatasetColumn) -> int:
    """Room for the name with its filter arrow, and for what such a column usually holds."""
    usual = {ColumnKind.TEXT: 20, ColumnKind.NUMBER: 14, ColumnKind.MOMENT: 18}
    return min(max(len(column.name) + 4, usual.get(column.kind, 11)), WIDEST)


def _writer(book: Any, sheet: Any, column: DatasetColumn) -> Write:
    """Return what writes one kind of value into one sheet."""
    form = book.add_format({"num_format": _format(column)})
    if column.is_number or column.is_day:
        return lambda row, place, value: sheet.write_number(row, place, value, form)
    if column.kind is ColumnKind.FLAG:
        return lambda row, place, value: sheet.write_boolean(row, place, value)
    return lambda row, place, value: sheet.write_string(row, place, value)


def _as_cells(frame: pl.DataFrame, columns: Sequence[DatasetColumn]) -> pl.DataFrame:
    """Turn whole columns into what cells hold: writing is slow enough without doing it in each."""
    return frame.with_columns(_as_cell(pl.col(one.name), one.kind) for one in columns)


def _as_cell(value: pl.Expr, kind: ColumnKind) -> pl.Expr:
    if kind in (ColumnKind.TEXT, ColumnKind.WORDS):
        return value.str.slice(0, TEXT_LIMIT)
    if kind is ColumnKind.NUMBER:
        number = value.cast(pl.Float64)
        return pl.when(number.is_finite()).then(number)
    if kind in DAYS:
        return (value.cast(pl.Datetime("us")) - FIRST_DAY).dt.total_microseconds() / A_DAY
    return value


def _format(column: DatasetColumn) -> str:
    if column.kind is ColumnKind.DAY:
        return "dd/mm/yyyy"
    if column.kind is ColumnKind.MOMENT:
        return "dd/mm/yyyy hh:mm:ss"
    if column.kind is ColumnKind.NUMBER:
        return "#,##0.00" if column.is_measure else "#,##0.00####"
    if column.kind is ColumnKind.WHOLE:
        return "#,##0" if column.is_measure else "0"
    return "General"
