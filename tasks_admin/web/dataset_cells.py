"""Rows of a dataset as a reader sees them: numbers, days and blanks in their language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext

from tasks_admin.queries.dataset_columns import ColumnKind, DatasetColumn
from tasks_admin.queries.keyset import Row
from tasks_admin.wording import NOTHING, day, listed

BLANK: tuple[Any, ...] = (None, "", [], {})
LONG = 32
"""Texts longer than this are cut on the page; the whole text is their hover title."""
Write = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in words, and the CSS classes it is drawn with."""

    text: str
    css: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it does not fit its column."""
        return len(self.text) > LONG


def cells(rows: Sequence[Row], columns: Sequence[DatasetColumn]) -> list[list[Cell]]:
    """Return the rows in words; a blank is a dash, so that it is never taken for a zero."""
    writers = [(one.attribute, writer(one), css(one)) for one in columns]
    nothing = Cell(NOTHING, "nothing")
    return [
        [
            nothing if row[name] in BLANK else Cell(write(row[name]), looks)
            for name, write, looks in writers
        ]
        for row in rows
    ]


def css(column: DatasetColumn) -> str:
    """Return the classes of a column's cells."""
    if column.is_number:
        return "number"
    return "" if column.kind in (ColumnKind.TEXT, ColumnKind.WORDS) else "tight"


def writer(column: DatasetColumn) -> Write:
    """Return what writes the values of one column, in the language of this moment."""
    if column.kind is ColumnKind.NUMBER:
        return number_writer(2 if column.is_measure else column.places)
    if column.kind is ColumnKind.WHOLE and column.is_measure:
        return number_writer(0)
    if column.kind is ColumnKind.WORDS:
        return listed
    if column.kind is ColumnKind.DAY:
        return _day_writer()
    if column.kind is ColumnKind.MOMENT:
        return _moment
    if column.kind is ColumnKind.FLAG:
        words = {True: gettext("yes"), False: gettext("no")}
        return lambda value: words[bool(value)]
    return str


def number_writer(places: int | None) -> Write:
    """Return what writes numbers: cents always, further decimals up to `places` where there are.

    Django's own formatting asks for the separators of the language once for each number; a page
    has thousands.
    """
    point = formats.get_format("DECIMAL_SEPARATOR")
    group = formats.get_format("THOUSAND_SEPARATOR")
    marks = str.maketrans({",": group, ".": point})
    most = 6 if places is None else places

    def write(value: Decimal | float) -> str:
        text = f"{value:,.{most}f}"
        if most > 2:
            text = text[: len(text) - most + 2] + text[len(text) - most + 2 :].rstrip("0")
        return text.translate(marks)

    return write


def _day_writer() -> Write:
    write: Callable[[date], str] = cache(day)
    return write


def _moment(value: datetime) -> str:
    return formats.date_format(timezone.localtime(value), "j M Y H:i")
