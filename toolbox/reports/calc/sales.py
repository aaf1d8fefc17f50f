"""The company's own invoices of a month in soles, and what it must detract from itself."""

from datetime import date

import polars as pl

from toolbox.placements.calc import parsing
from toolbox.placements.calc.columns import header_key
from toolbox.placements.calc.reading import MissingColumns
from toolbox.rates.calc import rates_by_day
from toolbox.reports.calc.terms import DetractionTerms

TEXTS = {"Tipo": "TIPO", "Comprobante": "COMPROBANTE", "RUC": "RUC", "RazonSocial": "CLIENTE"}
AMOUNTS = {"Gravado": "GRAVADO", "NoGravado": "NO GRAVADO", "IGV": "IGV"}
HEADS = {"Fecha": "FECHA", **TEXTS, "Moneda": "MONEDA", **AMOUNTS}
"""Our column -> header of the list of invoices; accents and case are of no matter."""

CREDIT_NOTE = r"(?i)nota.*cr[eé]dito|^0?7$"
"""The kind of a credit note, in words or by its official number."""


def read_invoices(frame: pl.DataFrame, source: str) -> pl.DataFrame:
    """Return the list typed, with `_row`; an amount that is no number is zero.

    Raises MissingColumns.
    """
    heads = {header_key(name): name for name in frame.columns}
    missing = [head for head in HEADS.values() if header_key(head) not in heads]
    if missing:
        raise MissingColumns(source, missing)
    cells = {name: pl.col(heads[header_key(head)]) for name, head in HEADS.items()}
    return frame.select(
        "_row",
        cells["Fecha"].alias("_written"),
        parsing.day(cells["Fecha"]).alias("Fecha"),
        *[parsing.integer_text(cells[name]).alias(name) for name in TEXTS],
        cells["Moneda"].str.strip_chars().str.to_uppercase().alias("Moneda"),
        *[parsing.number_or_zero(cells[name], thousands=True).alias(name) for name in AMOUNTS],
    )


def in_month(invoices: pl.DataFrame, month: date) -> pl.DataFrame:
    """Return the invoices of the month of that day."""
    return invoices.filter(pl.col("Fecha").dt.month_start() == month.replace(day=1))


def sales(invoices: pl.DataFrame, rates: pl.DataFrame, carry_days: int) -> pl.DataFrame:
    """Add Valor, TipoCambioVenta and ValorSoles; credit notes are negative.

    A dollar invoice has the rate of its day, or of one up to `carry_days` earlier; without one
    its soles are null.
    """
    known = rates_by_day(rates, carry_days).select(
        pl.col("FechaOperacion").alias("Fecha"), "TipoCambioVenta"
    )
    sign = pl.when(pl.col("Tipo").str.contains(CREDIT_NOTE)).then(-1.0).otherwise(1.0)
    factor = pl.when(pl.col("Moneda") == "USD").then(pl.col("TipoCambioVenta")).otherwise(1.0)
    return (
        invoices.drop("_row", "_written")
        .join(known, on="Fecha", how="left", maintain_order="left")
        .with_columns((sign * (pl.col("Gravado") + pl.col("NoGravado"))).alias("Valor"))
        .with_columns((pl.col("Valor") * factor).alias("ValorSoles"))
    )


def detracted(found: pl.DataFrame, terms: DetractionTerms) -> pl.DataFrame:
    """Return the taxed sales above the limit, with what is detracted from each."""
    above = found.filter((pl.col("IGV") > 0) & (pl.col("ValorSoles") > terms.above))
    return above.with_columns((pl.col("ValorSoles") * terms.share).alias("Autodetraccion"))
