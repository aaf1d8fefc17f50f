"""Refunds typed and judged."""

import polars as pl

from toolbox.placements.calc.parsing import is_blank, number
from toolbox.quarantine.calc import Check, Reason, raw
from toolbox.receivables.calc import columns, parsing
from toolbox.receivables.calc.documents import with_raw
from toolbox.receivables.calc.inputs import MissingColumns, Named
from toolbox.receivables.calc.payments import amount_checks

IDS = ("IdLiquidacionDevolucion", "IdLiquidacionDet")
MOST_STATES = 32_767

REFUND_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(IDS, pl.Int64),
    "FechaDesembolso": pl.Date,
    **dict.fromkeys(columns.REFUND_AMOUNTS, pl.Float64),
    "EstadoDevolucion": pl.Int64,
    "ObservacionDevolucion": pl.String,
}


def read_refunds(source: Named) -> pl.LazyFrame:
    """Return the refunds typed, beside their raw texts; raises MissingColumns."""
    present = source.frame.collect_schema().names()
    missing = [name for name in (*IDS, *columns.REFUND_AMOUNTS) if name not in present]
    if missing:
        raise MissingColumns(source.name, missing)
    return with_raw(source, columns.REFUNDS, present).with_columns(
        *[parsing.whole(raw(name)).alias(name) for name in IDS],
        parsing.day(raw("FechaDesembolso")).alias("FechaDesembolso"),
        *[number(raw(name), thousands=True).alias(name) for name in columns.REFUND_AMOUNTS],
        parsing.truncated(raw("EstadoDevolucion")).alias("EstadoDevolucion"),
        raw("ObservacionDevolucion").fill_null("").alias("ObservacionDevolucion"),
    )


def refund_checks(again: pl.Expr) -> list[Check]:
    """Return everything a refund is judged by, in the order in which it is told."""
    said = is_blank(raw("FechaDesembolso")).not_()
    state = pl.col("EstadoDevolucion")
    return [
        *[Check(name, Reason.NOT_WHOLE, pl.col(name).is_null()) for name in IDS],
        Check("EstadoDevolucion", Reason.TOO_LARGE, state.abs() > MOST_STATES),
        Check("FechaDesembolso", Reason.NOT_A_DATE, said & pl.col("FechaDesembolso").is_null()),
        *amount_checks(columns.REFUND_AMOUNTS),
        Check("IdLiquidacionDevolucion", Reason.TWICE, again),
    ]
