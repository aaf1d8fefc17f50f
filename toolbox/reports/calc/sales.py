"""The company's own invoices of a month in soles, and what it must detract from itself."""

from datetime import date

import polars as pl

from toolbox.placements.calc import parsing
from toolbox.placements.calc.columns import header_key
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import RuleSet
from toolbox.quarantine.calc import RAW, Check, Reason, raw, split
from toolbox.rates.calc import rates_by_day
from toolbox.reports.calc.terms import DetractionTerms

TEXTS = {"Tipo": "TIPO", "Comprobante": "COMPROBANTE", "RUC": "RUC", "RazonSocial": "CLIENTE"}
AMOUNTS = {"Gravado": "GRAVADO", "NoGravado": "NO GRAVADO", "IGV": "IGV"}
HEADS = {"Fecha": "FECHA", **TEXTS, "Moneda": "MONEDA", **AMOUNTS}
KEY = ("Comprobante",)
"""Our column -> header of the list of invoices; accents and case are of no matter."""

CREDIT_NOTE = r"(?i)nota.*cr[eé]dito|^0?7$"
"""The kind of a credit note, in words or by its official number."""


def read_invoices(
    frame: pl.DataFrame, source: str, rules: RuleSet
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the list typed, and the rows set aside (quarantine.SET_ASIDE, then the texts).

    An amount that is no number is zero; an invoice without a day or in a currency without a rule
    is set aside. Raises MissingColumns.
    """
    heads = {header_key(name): name for name in frame.columns}
    missing = [head for head in HEADS.values() if header_key(head) not in heads]
    if missing:
        raise MissingColumns(source, missing)
    cells = [pl.col(heads[header_key(head)]).alias(RAW + name) for name, head in HEADS.items()]
    rows = frame.select(pl.lit(source).alias("_source"), "_row", *cells).with_columns(
        parsing.day(raw("Fecha")).alias("Fecha"),
        *[parsing.integer_text(raw(name)).alias(name) for name in TEXTS],
        raw("Moneda").str.strip_chars().str.to_uppercase().alias("Moneda"),
        *[parsing.number_or_zero(raw(name), thousands=True).alias(name) for name in AMOUNTS],
    )
    good, bad = split(rows, _checks(rules), KEY)
    return good.select(*HEADS), bad


def _checks(rules: RuleSet) -> list[Check]:
    known = list(rules.known_currencies or ())
    unknown = [Check("Moneda", Reason.CURRENCY, pl.col("Moneda").is_in(known).not_())]
    return [
        Check("Fecha", Reason.MISSING, parsing.is_blank(raw("Fecha"))),
        Check("Fecha", Reason.NOT_A_DATE, pl.col("Fecha").is_null()),
        *(unknown if known else []),
    ]


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
    is_credit = pl.col("Tipo").str.contains(CREDIT_NOTE)
    factor = pl.when(pl.col("Moneda") == "USD").then(pl.col("TipoCambioVenta")).otherwise(1.0)
    return (
        invoices.join(known, on="Fecha", how="left", maintain_order="left")
        .with_columns((pl.col("Gravado") + pl.col("NoGravado")).alias("Valor"))
        .with_columns(pl.when(is_credit).then(-pl.col("Valor").abs()).otherwise(pl.col("Valor")))
        .with_columns((pl.col("Valor") * factor).alias("ValorSoles"))
    )


def detracted(found: pl.DataFrame, terms: DetractionTerms) -> pl.DataFrame:
    """Return the taxed sales above the limit, with what is detracted from each."""
    above = found.filter((pl.col("IGV") > 0) & (pl.col("ValorSoles") > terms.above))
    return above.with_columns((pl.col("ValorSoles") * terms.share).alias("Autodetraccion"))
