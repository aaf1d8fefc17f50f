"""The cash balances of the treasury's sheet: one row per day, nothing worked out."""

import polars as pl

from toolbox.placements.calc import parsing
from toolbox.placements.calc.columns import header_key
from toolbox.placements.calc.judging import AMOUNT_LIMIT
from toolbox.placements.calc.reading import MissingColumns
from toolbox.quarantine.calc import RAW, Check, Reason, raw, split

DAY = "FechaOperacion"
AMOUNTS = (
    "EvolucionCaja", "CostoExcesoCaja", "IngresoNoRecibidoPorExcesoCaja", "MontoOvernight",
    "IngresosOvernightNeto", "SaldoTotalCaja",
)  # fmt: skip
PLACES = 6


def read_balances(frame: pl.LazyFrame, source: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the days with their amounts, and the rows set aside (quarantine.SET_ASIDE, texts).

    An amount that is no number is zero; separators of thousands are read. A row without a day,
    or with an amount that no column holds, is set aside. Raises MissingColumns.
    """
    rows = _texts(frame, source).with_columns(
        parsing.day(raw(DAY)).alias(DAY),
        *[
            parsing.number_or_zero(raw(name), thousands=True).round(PLACES).alias(name)
            for name in AMOUNTS
        ],
    )
    good, bad = split(rows, CHECKS, (DAY,))
    return good.select(DAY, *AMOUNTS), bad


CHECKS = (
    Check(DAY, Reason.MISSING, parsing.is_blank(raw(DAY))),
    Check(DAY, Reason.NOT_A_DATE, pl.col(DAY).is_null()),
    *[Check(name, Reason.TOO_LARGE, pl.col(name).abs() >= AMOUNT_LIMIT) for name in AMOUNTS],
)


def _texts(frame: pl.LazyFrame, source: str) -> pl.DataFrame:
    heads = {header_key(name): name for name in frame.collect_schema().names()}
    missing = [name for name in (DAY, *AMOUNTS) if header_key(name) not in heads]
    if missing:
        raise MissingColumns(source, missing)
    cells = [pl.col(heads[header_key(name)]).alias(RAW + name) for name in (DAY, *AMOUNTS)]
    place = pl.col("_row").cast(pl.UInt32).alias("_row")
    return frame.select(pl.lit(source).alias("_source"), place, *cells).collect()
