"""Division that gives every row the same last digit."""

import polars as pl


def divided(value: pl.Expr, by: float | pl.Expr) -> pl.Expr:
    """Return the IEEE quotient.

    Polars divides by a constant by multiplying with its reciprocal, and does so only in whole
    SIMD lanes: 118 / 1.18 is 100 or 100.00000000000001, depending on where in a batch a row
    stands. By a column that it does not know to be constant it divides in earnest.
    """
    zeros = (pl.int_range(pl.len()) * 0).cast(pl.Float64)
    return value / (zeros + by)
