"""Payments typed and judged, and what they come to for each document."""

import polars as pl

from toolbox.placements.calc.parsing import is_blank, number
from toolbox.quarantine.calc import Check, Reason, raw
from toolbox.receivables.calc import columns, parsing
from toolbox.receivables.calc.documents import LIMITS, MOST_DAYS, with_raw
from toolbox.receivables.calc.inputs import MissingColumns, Named
from toolbox.receivables.calc.rules import RuleSet

PARTIAL = "PAGO PARCIAL"
OUT_OF_SYSTEM = "FUERA_SISTEMA"
MOMENTS = ("FechaPagoCreacion", "FechaPagoModificacion")
IDS = ("IdLiquidacionPago", "IdLiquidacionDet")
MINIMUM = (*IDS, "FechaPago", "MontoPago", "SaldoDeuda", "TipoPago")

PAYMENT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "IdLiquidacionPago": pl.Int64,
    "IdLiquidacionDet": pl.Int64,
    "FechaPago": pl.Date,
    "DiasMora": pl.Int64,
    **dict.fromkeys(columns.PAYMENT_AMOUNTS, pl.Float64),
    "ObservacionPago": pl.String,
    "TipoPago": pl.String,
    **dict.fromkeys(MOMENTS, pl.Datetime("us")),
}
SETTLED = ("Pagos", "TipoPago", "SaldoDeuda", "MontoPago")
"""What by_document gives beside the document."""


def read_payments(source: Named, rules: RuleSet) -> pl.LazyFrame:
    """Return the payments typed, beside their raw texts; raises MissingColumns."""
    present = source.frame.collect_schema().names()
    missing = [name for name in MINIMUM if name not in present]
    if missing:
        raise MissingColumns(source.name, missing)
    kind = raw("TipoPago").fill_null("")
    return with_raw(source, columns.PAYMENTS, present).with_columns(
        *[parsing.whole(raw(name)).alias(name) for name in IDS],
        parsing.day(raw("FechaPago")).alias("FechaPago"),
        parsing.truncated(raw("DiasMora")).alias("DiasMora"),
        *[number(raw(name), thousands=True).alias(name) for name in columns.PAYMENT_AMOUNTS],
        raw("ObservacionPago").fill_null("").alias("ObservacionPago"),
        (kind.str.strip_chars() if rules.trimmed else kind).alias("TipoPago"),
        *[parsing.moment(raw(name)).alias(name) for name in MOMENTS],
    )


def payment_checks(again: pl.Expr) -> list[Check]:
    """Return everything a payment is judged by, in the order in which it is told."""
    too_long = pl.col("TipoPago").str.len_chars() > columns.PAYMENT_KIND_LIMIT
    return [
        *[Check(name, Reason.NOT_WHOLE, pl.col(name).is_null()) for name in IDS],
        Check("FechaPago", Reason.MISSING, is_blank(raw("FechaPago"))),
        Check("FechaPago", Reason.HAS_TIME, parsing.has_time(raw("FechaPago"))),
        Check("FechaPago", Reason.NOT_A_DATE, pl.col("FechaPago").is_null()),
        *amount_checks(columns.PAYMENT_AMOUNTS),
        Check("DiasMora", Reason.TOO_LARGE, pl.col("DiasMora").abs() > MOST_DAYS),
        *[
            Check(name, Reason.NOT_A_DATE, is_blank(raw(name)).not_() & pl.col(name).is_null())
            for name in MOMENTS
        ],
        Check("IdLiquidacionPago", Reason.TWICE, again),
        Check("TipoPago", Reason.TOO_LONG, too_long),
    ]


def amount_checks(names: tuple[str, ...]) -> list[Check]:
    """Return the checks of amounts that must be numbers."""
    return [
        *[Check(name, Reason.MISSING, is_blank(raw(name))) for name in names],
        *[Check(name, Reason.NOT_A_NUMBER, pl.col(name).is_null()) for name in names],
        *[Check(name, Reason.TOO_LARGE, pl.col(name).abs() >= LIMITS[2]) for name in names],
    ]


def by_document(payments: pl.LazyFrame) -> pl.DataFrame:
    """Return what was paid on each document: SETTLED by IdLiquidacionDet.

    Kind and outstanding debt are those of the last payment in order of day and number, the amount
    is that of all of them.
    """
    latest = pl.struct("FechaPago", "IdLiquidacionPago")
    return (
        payments.group_by("IdLiquidacionDet")
        .agg(
            pl.len().alias("Pagos"),
            pl.col("TipoPago", "SaldoDeuda").sort_by(latest).last(),
            pl.col("MontoPago").sort_by(latest).sum(),
        )
        .collect()
    )
