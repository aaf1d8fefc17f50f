"""Which rows cannot be used, and why; the first thing wrong with a row is what is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

RAW = "raw."
"""Prefix of the text as it came, kept beside the parsed value until rows are judged."""

FIRST = "_first_check"

SET_ASIDE = {
    "source": pl.String,
    "row": pl.UInt32,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "key": pl.String,
}


KEY_LIMIT = 191
"""What the console keeps of a key."""


class Reason(StrEnum):
    """Why a row was set aside."""

    MISSING = "There is no value"
    NOT_A_NUMBER = "The text is not a number"
    NOT_WHOLE = "The number is not whole"
    NOT_A_DATE = "The text is not a date"
    HAS_TIME = "There is a time of day behind the date"
    CURRENCY = "There is no rule for this currency"
    TOO_LONG = "The text is longer than its column"
    TOO_LARGE = "The amount is too large for the table"
    TWICE = "Another row has the same key"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be wrong with a row: in which column, why, and how it is seen."""

    column: str
    reason: Reason
    is_bad: pl.Expr


def raw(column: str) -> pl.Expr:
    """Return the text of a column as its source wrote it."""
    return pl.col(RAW + column)


def split(
    rows: pl.DataFrame, checks: Sequence[Check], key: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that can be used, and the others as `judge` tells of them."""
    usable, bad = judge(rows, checks, key)
    return rows.filter(usable), bad


def judge(
    rows: pl.DataFrame, checks: Sequence[Check], key: Sequence[str]
) -> tuple[pl.Series, pl.DataFrame]:
    """Return for each row whether it can be used, and of the others the first thing wrong.

    `rows` has `_source`, `_row` and the raw texts beside what is checked; the texts of the columns
    of `key` say which row it is, in this run and in the next. Those set aside have SET_ASIDE, then
    the raw texts.
    """
    wrong = rows.select(
        check.is_bad.fill_null(False).alias(str(number)) for number, check in enumerate(checks)
    )
    is_bad = wrong.select(pl.any_horizontal(pl.all())).to_series()
    texts = [name for name in rows.columns if name.startswith(RAW)]
    if not is_bad.any():
        return ~is_bad, _none(texts).unnest("told")
    bad = rows.filter(is_bad).with_columns(_first(wrong.filter(is_bad)))
    return ~is_bad, _explained(bad, checks, key, texts).unnest("told")


def _first(wrong: pl.DataFrame) -> pl.Series:
    """Return for each row the number of the first check that it fails."""
    failed = (pl.when(pl.col(name)).then(int(name)) for name in wrong.columns)
    return wrong.select(pl.coalesce(failed).alias(FIRST)).to_series()


def _explained(
    bad: pl.DataFrame, checks: Sequence[Check], key: Sequence[str], texts: list[str]
) -> pl.DataFrame:
    """Tell what is wrong; only the checks that some row fails have a part in it."""
    itself = pl.concat_str([raw(name).str.strip_chars() for name in key], separator=" ",
                           ignore_nulls=True)  # fmt: skip
    told = pl.coalesce(
        pl.when(pl.col(FIRST) == number).then(_told(checks[number], itself, texts))
        for number in bad[FIRST].unique().sort()
    )
    return bad.select(told.alias("told"), *texts)


def _told(check: Check, key: pl.Expr, present: list[str]) -> pl.Expr:
    """What is said of a row; the value is the source's own text where there is one."""
    name = RAW + check.column
    value = pl.col(name) if name in present else pl.col(check.column).cast(pl.String)
    return pl.struct(
        pl.col("_source").alias("source"),
        pl.col("_row").alias("row"),
        pl.lit(check.column).alias("column"),
        value.alias("value"),
        pl.lit(check.reason.value).alias("reason"),
        key.str.strip_chars().str.slice(0, KEY_LIMIT).alias("key"),
    )


def _none(texts: list[str]) -> pl.DataFrame:
    schema: dict[str, pl.DataType | type[pl.DataType]] = {"told": pl.Struct(SET_ASIDE)}
    return pl.DataFrame(schema=schema | dict.fromkeys(texts, pl.String))
