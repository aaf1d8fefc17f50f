"""Which days lack a rate, and which rate stands in for a day that has none."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

import polars as pl

FIRST_DAY = date(2019, 7, 1)
"""The first day of the business; rates are wanted from here on, weekends and holidays too."""

EXACT, CARRIED, MISSING = "exacto", "arrastrado", "falta"

RATE_SCHEMA = {
    "TipoCambioFecha": pl.Date,
    "TipoCambioCompra": pl.Float64,
    "TipoCambioVenta": pl.Float64,
}


def days_between(first: date, last: date) -> list[date]:
    """Return every day from `first` to `last`, both included; none where they are crossed."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def gaps(wanted: Collection[date], known: Collection[date]) -> list[date]:
    """Return the wanted days that are not known, oldest first."""
    return sorted(set(wanted) - set(known))


def batches(days: Sequence[date], size: int) -> Iterator[Sequence[date]]:
    """Yield the days in order, `size` at a time."""
    for start in range(0, len(days), size):
        yield days[start : start + size]


def days_before(days: Collection[date], count: int) -> set[date]:
    """Return the `count` days before each of the given ones."""
    return {day - timedelta(days=n) for day in days for n in range(1, count + 1)}


def rates_by_day(rates: pl.DataFrame, carry_days: int) -> pl.DataFrame:
    """Return one rate per day it is good for, as `FechaOperacion` and `TipoCambioEstado`.

    `rates` has RATE_SCHEMA. A rate is good for its own day and, where no later one exists, for up
    to `carry_days` days after it; a carried row keeps the date of the rate it was carried from.
    """
    return pl.concat(
        rates.select(
            pl.col("TipoCambioFecha").dt.offset_by(f"{n}d").alias("FechaOperacion"),
            *RATE_SCHEMA,
            pl.lit(CARRIED if n else EXACT).alias("TipoCambioEstado"),
        )
        for n in range(carry_days + 1)
    ).unique("FechaOperacion", keep="first", maintain_order=True)
