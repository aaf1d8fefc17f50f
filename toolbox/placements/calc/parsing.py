"""Texts of the sources as numbers and dates, column by column."""

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
    clean = text.str.strip_chars()
    value = clean.cast(pl.Float64, strict=False)
    if thousands:
        # The pattern is dear and unreadable texts are rare: only those are matched.
        grouped = pl.when(value.is_null()).then(clean)
        digits = pl.when(grouped.str.contains(THOUSANDS)).then(grouped.str.replace_all(",", ""))
        value = pl.coalesce(value, digits.cast(pl.Float64, strict=False))
    return pl.when(value.is_finite()).then(value)


def number_or_zero(text: pl.Expr, *, thousands: bool) -> pl.Expr:
    """Return the number, or zero for anything that is not one."""
    return number(text, thousands=thousands).fill_null(0.0)


def number_or_dash(text: pl.Expr, *, thousands: bool) -> pl.Expr:
    """Return the number, zero for null, blank or a dash, and null for anything else."""
    nothing = is_blank(text) | (text.str.strip_chars() == "-")
    return pl.when(nothing).then(0.0).otherwise(number(text, thousands=thousands))


def day(text: pl.Expr) -> pl.Expr:
    """Return the date of `dd/mm/yyyy` or ISO text, a time behind the latter ignored; else null."""
    clean = text.str.strip_chars()
    peruvian = clean.str.to_date("%d/%m/%Y", strict=False)
    hyphened = pl.when(clean.str.contains("-", literal=True)).then(clean)
    whole = hyphened.str.slice(10, 1).is_in(["", "T", " "])
    iso = pl.when(whole).then(hyphened.str.slice(0, 10)).str.to_date("%Y-%m-%d", strict=False)
    value = pl.coalesce(peruvian, iso)
    # A two-digit year reads as the first century; no date of ours is that old.
    return pl.when(value.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(value)


def integer_text(text: pl.Expr) -> pl.Expr:
    """Return a number that a sheet stored as 20100000001.0 as its digits; other text as it is."""
    return text.str.strip_chars().str.replace(r"^(\d+)\.0+$", "${1}")
