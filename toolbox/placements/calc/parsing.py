"""Texts of the sources as numbers and dates, column by column."""

from collections.abc import Callable
from functools import partial

import polars as pl

FIRST_YEAR, LAST_YEAR = 1900, 2200
THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$"


def is_blank(text: pl.Expr) -> pl.Expr:
    """True for null, empty and nothing but blanks."""
    return text.is_null() | (text.str.strip_chars() == "")


def number(text: pl.Expr, *, thousands: bool) -> pl.Expr:
    """Return the finite number that `text` spells, else null.

    Scientific forms are read ("0E-17"); separators of thousands only when asked for.
    """
    read = partial(_any_number, thousands=thousands)
    value = _mostly_plain(text, _plain_number, read, pl.Float64())
    return pl.when(value.is_finite()).then(value)


def _plain_number(texts: pl.Series) -> pl.Series:
    return texts.cast(pl.Float64, strict=False)


def _any_number(text: pl.Expr, *, thousands: bool) -> pl.Expr:
    clean = text.str.strip_chars()
    value = clean.cast(pl.Float64, strict=False)
    if thousands:
        digits = pl.when(clean.str.contains(THOUSANDS)).then(clean.str.replace_all(",", ""))
        value = pl.coalesce(value, digits.cast(pl.Float64, strict=False))
    return value


def number_or_zero(text: pl.Expr, *, thousands: bool) -> pl.Expr:
    """Return the number, or zero for anything that is not one."""
    return number(text, thousands=thousands).fill_null(0.0)


def number_or_dash(text: pl.Expr, *, thousands: bool) -> pl.Expr:
    """Return the number, zero for null, blank or a dash, and null for anything else."""
    read = partial(_number_or_dash, thousands=thousands)
    value = _mostly_plain(text, _plain_number, read, pl.Float64())
    return pl.when(text.is_null()).then(0.0).when(value.is_finite()).then(value)


def _number_or_dash(text: pl.Expr, *, thousands: bool) -> pl.Expr:
    nothing = text.str.strip_chars().is_in(["", "-"])
    return pl.when(nothing).then(0.0).otherwise(_any_number(text, thousands=thousands))


def day(text: pl.Expr) -> pl.Expr:
    """Return the date of `dd/mm/yyyy` or ISO text, a time behind the latter ignored; else null."""
    value = _mostly_plain(text, _peruvian_day, _any_day, pl.Date())
    # A two-digit year reads as the first century; no date of ours is that old.
    return pl.when(value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(value)


def _peruvian_day(texts: pl.Series) -> pl.Series:
    return texts.str.to_date("%d/%m/%Y", strict=False)


def _any_day(text: pl.Expr) -> pl.Expr:
    clean = text.str.strip_chars()
    peruvian = clean.str.to_date("%d/%m/%Y", strict=False)
    hyphened = pl.when(clean.str.contains("-", literal=True)).then(clean)
    whole = hyphened.str.slice(10, 1).is_in(["", "T", " "])
    iso = pl.when(whole).then(hyphened.str.slice(0, 10)).str.to_date("%Y-%m-%d", strict=False)
    return pl.coalesce(peruvian, iso)


def integer_text(text: pl.Expr) -> pl.Expr:
    """Return a number that a sheet stored as 20100000001.0 as its digits; other text as it is."""
    return text.str.strip_chars().str.replace(r"^(\d+)\.0+$", "${1}")


def _mostly_plain(
    text: pl.Expr,
    plain: Callable[[pl.Series], pl.Series],
    thorough: Callable[[pl.Expr], pl.Expr],
    kind: pl.DataType,
) -> pl.Expr:
    """Read texts the plain way, and only those that it cannot read in the thorough, dear one."""

    def read(texts: pl.Series) -> pl.Series:
        values = plain(texts)
        if values.null_count() == texts.null_count():
            return values
        unread = (values.is_null() & texts.is_not_null()).arg_true()
        found = texts.gather(unread).to_frame("text").select(thorough(pl.col("text")))
        return values.scatter(unread, found.to_series())

    return text.map_batches(read, kind, is_elementwise=True)
