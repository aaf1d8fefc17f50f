"""Calculated rows as the table has them."""

from collections.abc import Sequence

import polars as pl

PLACES = 6
"""Decimals of the table's amounts."""


def as_stored(rows: pl.DataFrame, amounts: Sequence[str]) -> pl.DataFrame:
    """Return rows with their amounts rounded to the decimals of their columns."""
    return rows.with_columns(pl.col(amounts).round(PLACES))
