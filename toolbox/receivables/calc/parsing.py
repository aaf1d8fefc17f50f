"""Texts of the receivables' services as numbers, days and moments."""

import polars as pl

from toolbox.placements.calc import parsing
from toolbox.receivables.calc.rules import RuleSet

FORMS = ("%d-%m-%Y", "%Y/%m/%d")
MOMENTS = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
MIDNIGHT = r"^(T| )?[0:.]*Z?$"


def amount(text: pl.Expr, rules: RuleSet) -> pl.Expr:
    """Return the number, null for what is none.

    Legacy removes every comma ("1,5" is 15); else commas may only separate thousands.
    """
    if rules.trimmed:
        return parsing.number(text, thousands=True)
    return parsing.number(text.str.replace_all(",", "", literal=True), thousands=False)


def whole(text: pl.Expr) -> pl.Expr:
    """Return the whole number that a text spells, null for anything else."""
    value = parsing.number(text, thousands=False)
    return pl.when(value == value.round()).then(value).cast(pl.Int64, strict=False)


def truncated(text: pl.Expr) -> pl.Expr:
    """Return the number without its fraction, zero for what is none."""
    return parsing.number_or_zero(text, thousands=False).cast(pl.Int64, strict=False).fill_null(0)


def day(text: pl.Expr) -> pl.Expr:
    """Return the date of any of the four forms: day or year first, slashes or hyphens."""
    clean = text.str.strip_chars()
    others = [clean.str.to_date(form, strict=False) for form in FORMS]
    value = pl.coalesce(parsing.day(text), *others)
    return pl.when(value.dt.year().is_between(parsing.FIRST_YEAR, parsing.LAST_YEAR)).then(value)


def has_time(text: pl.Expr) -> pl.Expr:
    """True where a time of day other than midnight stands behind an ISO date."""
    return text.str.strip_chars().str.slice(10).str.contains(MIDNIGHT).not_()


def moment(text: pl.Expr) -> pl.Expr:
    """Return date and time as the service's clock showed them, null for what is neither."""
    clean = text.str.strip_chars()
    return pl.coalesce(
        clean.str.to_datetime(form, strict=False, time_unit="us") for form in MOMENTS
    )
