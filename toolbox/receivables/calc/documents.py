"""Header and detail of the settlements, typed and judged."""

from collections.abc import Iterable

import polars as pl

from toolbox.placements.calc.cleaning import OPERATION_TYPES
from toolbox.placements.calc.parsing import is_blank
from toolbox.quarantine.calc import RAW, Check, Reason, raw
from toolbox.receivables.calc import columns, parsing
from toolbox.receivables.calc.inputs import MissingColumns, Named
from toolbox.receivables.calc.rules import RuleSet

LIMITS = {2: 1e16, 6: 1e12}
"""DECIMAL(18,2) has sixteen places before the point, DECIMAL(18,6) twelve."""

MOST_DAYS = 100_000
KEYS = ("CodigoLiquidacion", "RUCCliente")
TEXT_LIMITS = columns.TEXTS | columns.BLANK_TEXTS | columns.OPTIONAL_TEXTS


def read_documents(source: Named, rules: RuleSet) -> pl.LazyFrame:
    """Return the documents typed, beside their raw texts; raises MissingColumns."""
    present = source.frame.collect_schema().names()
    missing = [name for name in columns.DOCUMENT_MINIMUM if name not in present]
    if missing:
        raise MissingColumns(source.name, missing)
    frame = with_raw(source, columns.DOCUMENT_COLUMNS, present)
    texts = (*TEXT_LIMITS, *columns.LONG_TEXTS)
    days = (*columns.DATES, *columns.OPTIONAL_DATES)
    return frame.with_columns(
        *[parsing.whole(raw(name)).alias(name) for name in columns.IDS],
        *[raw(name).alias(name) for name in texts],
        *[parsing.amount(raw(name), rules).fill_null(0.0).alias(name) for name in columns.NUMBERS],
        *[parsing.day(raw(name)).alias(name) for name in days],
        pl.lit("no").alias("FueraSistema"),
    ).with_columns(cleaned(rules))


def with_raw(source: Named, wanted: Iterable[str], present: Iterable[str]) -> pl.LazyFrame:
    """Return the wanted columns as raw texts, with the row's source and place."""
    there = set(present)
    cells = [
        (pl.col(name) if name in there else pl.lit(None, dtype=pl.String)).alias(RAW + name)
        for name in wanted
    ]
    return source.frame.select(
        pl.lit(source.name).alias("_source"), pl.col("_row").cast(pl.UInt32).alias("_row"), *cells
    )


def cleaned(rules: RuleSet) -> list[pl.Expr]:
    """Return the texts that are compared in one form; as they came under the legacy rules."""
    if not rules.trimmed:
        return []
    return [
        *[pl.col(name).str.strip_chars() for name in KEYS],
        pl.col("RUCPagador").str.replace_all(r"[:\s]", ""),
        pl.col("TipoOperacion").replace(OPERATION_TYPES),
    ]


def repeated(frame: pl.LazyFrame, key: str) -> pl.Series:
    """Return the places of the rows whose key an earlier row has."""
    keys = frame.select("_row", key).filter(pl.col(key).is_not_null())
    first = keys.group_by(key).agg(pl.col("_row").min().alias("first"), pl.len())
    twice = first.filter(pl.col("len") > 1)
    later = keys.join(twice, on=key).filter(pl.col("_row") != pl.col("first"))
    return later.select("_row").collect(engine="streaming").to_series()


def document_checks(rules: RuleSet, again: pl.Expr) -> list[Check]:
    """Return everything a document is judged by, in the order in which it is told.

    `again` is true for a row whose key another row has.
    """
    return [
        *[Check(name, Reason.MISSING, is_blank(pl.col(name))) for name in columns.TEXTS],
        *[Check(name, Reason.MISSING, pl.col(name).is_null()) for name in columns.BLANK_TEXTS],
        *[Check(name, Reason.MISSING, is_blank(raw(name))) for name in columns.DATES],
        *_unreadable(),
        *_currency(rules),
        Check("IdLiquidacionDet", Reason.TWICE, again),
        *[
            Check(name, Reason.TOO_LONG, pl.col(name).str.len_chars() > limit)
            for name, limit in TEXT_LIMITS.items()
        ],
        *_too_large(),
    ]


def _unreadable() -> list[Check]:
    said = is_blank(raw("FechaInteresConfirming")).not_()
    days = pl.col("DiasEfectivo")
    return [
        *[Check(name, Reason.NOT_A_DATE, pl.col(name).is_null()) for name in columns.DATES],
        Check(
            "FechaInteresConfirming",
            Reason.NOT_A_DATE,
            said & pl.col("FechaInteresConfirming").is_null(),
        ),
        *[Check(name, Reason.NOT_WHOLE, pl.col(name).is_null()) for name in columns.IDS],
        Check("DiasEfectivo", Reason.NOT_WHOLE, days != days.round()),
    ]


def _currency(rules: RuleSet) -> list[Check]:
    if rules.known_currencies is None:
        return []
    unknown = pl.col("Moneda").is_in(list(rules.known_currencies)).not_()
    return [Check("Moneda", Reason.CURRENCY, unknown)]


def _too_large() -> list[Check]:
    return [
        Check("DiasEfectivo", Reason.TOO_LARGE, pl.col("DiasEfectivo").abs() > MOST_DAYS),
        *[
            Check(name, Reason.TOO_LARGE, pl.col(name).abs() >= LIMITS[columns.PLACES[name]])
            for name in (*columns.FINE_NUMBERS, *columns.AMOUNTS)
        ],
    ]
