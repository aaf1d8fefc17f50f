"""CSV in two kinds: for the reader's spreadsheet, and exact for programs."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

STARTS_A_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"  # noqa: RUF001 -- spreadsheets take the wide ones too
COMMA_REGIONS = frozenset({"es", "cl", "ar", "co", "uy", "py", "bo", "ec", "ve", "cr", "cu"})
"""Spanish-speaking countries that write 1.234,50; elsewhere, as in Peru, it is 1,234.50."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written.

    `for_people` adds the mark by which Excel knows UTF-8, and an apostrophe before texts that a
    spreadsheet would take for a formula. Numbers are never touched.
    """

    separator: str = ","
    decimal_comma: bool = False
    day: str = "%Y-%m-%d"
    for_people: bool = False

    @property
    def moment(self) -> str:
        """The format of a moment."""
        return f"{self.day} %H:%M:%S"


EXACT = Dialect()
"""For programs: comma, decimal point, ISO days, every text as it is stored."""


def dialect_for(language: str, region: str = "") -> Dialect:
    """Return what a spreadsheet in that language and region reads without asking.

    A comma where a point is expected turns 1234,50 into 123450, so the region decides.
    """
    if language != "es":
        return Dialect(for_people=True)
    comma = region.lower() in COMMA_REGIONS
    return Dialect(separator=";", decimal_comma=comma, day="%d/%m/%Y", for_people=True)


def csv_pieces(frames: Iterable[pl.DataFrame], dialect: Dialect) -> Iterator[bytes]:
    """Yield the file piece by piece, the names of the columns first."""
    for number, frame in enumerate(frames):
        piece = io.BytesIO()
        (harmless(frame) if dialect.for_people else frame).write_csv(
            piece,
            include_header=number == 0,
            include_bom=number == 0 and dialect.for_people,
            separator=dialect.separator,
            decimal_comma=dialect.decimal_comma,
            date_format=dialect.day,
            datetime_format=dialect.moment,
            line_terminator="\r\n" if dialect.for_people else "\n",
        )
        yield piece.getvalue()


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with an apostrophe before every text that could be a formula."""
    text = pl.col(pl.String)
    return frame.with_columns(
        pl.when(text.str.contains(STARTS_A_FORMULA)).then("'" + text).otherwise(text).name.keep()
    )
