"""The cash balances of the treasury's sheet: one row per day, nothing worked out."""

import polars as pl

from toolbox.placements.calc import parsing
from toolbox.placements.calc.columns import header_key
from toolbox.placements.calc.judging import AMOUNT_LIMIT, Reason
from toolbox.placements.calc.reading import MissingColumns

DAY = "FechaOperacion"
AMOUNTS = (
    "EvolucionCaja", "CostoExcesoCaja", "IngresoNoRecibidoPorExcesoCaja", "MontoOvernight",
    "IngresosOvernightNeto", "SaldoTotalCaja",
)  # fmt: skip
PLACES = 6


def read_balances(frame: pl.LazyFrame, source: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the days with their amounts, and the rows set aside (judging.SET_ASIDE, then texts).

    An amount that is no number is zero; separators of thousands are read. A row without a day,
    or with an amount that no column holds, is set aside. Raises MissingColumns.
    """
    rows = _texts(frame, source).with_columns(
        parsing.day(pl.col(DAY)).alias("_day"),
        *[
            parsing.number_or_zero(pl.col(name), thousands=True).round(PLACES).alias(f"_{name}")
            for name in AMOUNTS
        ],
    )
    told = rows.with_columns(pl.coalesce(_problems(source)).alias("_told"))
    good = told.filter(pl.col("_told").is_null()).select(
        pl.col("_day").alias(DAY), *[pl.col(f"_{name}").alias(name) for name in AMOUNTS]
    )
    bad = told.filter(pl.col("_told").is_not_null()).select("_told", DAY, *AMOUNTS).unnest("_told")
    return good, bad


def _texts(frame: pl.LazyFrame, source: str) -> pl.DataFrame:
    heads = {header_key(name): name for name in frame.collect_schema().names()}
    missing = [name for name in (DAY, *AMOUNTS) if header_key(name) not in heads]
    if missing:
        raise MissingColumns(source, missing)
    columns = [pl.col(heads[header_key(name)]).alias(name) for name in (DAY, *AMOUNTS)]
    return frame.select(pl.col("_row").cast(pl.UInt32).alias("_row"), *columns).collect()


def _problems(source: str) -> list[pl.Expr]:
    blank = parsing.is_blank(pl.col(DAY))
    checks = [
        (DAY, Reason.MISSING, blank),
        (DAY, Reason.NOT_A_DATE, pl.col("_day").is_null()),
        *[(name, Reason.TOO_LARGE, pl.col(f"_{name}").abs() >= AMOUNT_LIMIT) for name in AMOUNTS],
    ]
    return [
        pl.when(is_bad).then(
            pl.struct(
                pl.lit(source).alias("source"),
                pl.col("_row").alias("row"),
                pl.lit(column).alias("column"),
                pl.col(column).alias("value"),
                pl.lit(reason.value).alias("reason"),
            )
        )
        for column, reason, is_bad in checks
    ]
