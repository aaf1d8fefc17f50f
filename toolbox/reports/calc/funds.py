"""What the money of each document costs once its guarantee fund is known."""

import polars as pl

from toolbox.placements.calc import parsing
from toolbox.placements.calc.arithmetic import divided
from toolbox.placements.calc.columns import header_key
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import Rules
from toolbox.reports.calc.terms import FundTerms

CODE = "CodigoLiquidacion"
COMPUTED = (
    "CostosFondoCrecer", "CostosFondoPromocional", "CostosFondoTotal", "CostosFondoTotalSoles",
    "UtilidadTotalSoles", "EtiquetaFondo",
)  # fmt: skip
OPERATION = pl.col("FechaOperacion")
NEEDED = (
    CODE, "FechaOperacion", "TasaNominalMensualPorc", "DiasEfectivo", "MontoDesembolso",
    "CostosFondo", "Moneda", "TipoCambioVenta", "TotalIngresosSoles",
)  # fmt: skip
GUARANTEES = {CODE: pl.String, "Garantia": pl.Float64}
CODES = {CODE: pl.String}


def guarantees(frame: pl.DataFrame, source: str, rules: Rules) -> pl.DataFrame:
    """Return GUARANTEES of the sheet: the last row of a code wins, blank codes are no rows.

    "75%" and "75" are 0.75. A fraction such as 0.75 is itself; under the legacy rules it was
    divided like the others. Raises MissingColumns.
    """
    rows = _column(frame, source, "LIQUIDACION", CODE, "GARANTIA")
    text = pl.col("GARANTIA").str.strip_chars()
    value = parsing.number_or_zero(text.str.strip_suffix("%"), thousands=False)
    is_fraction = ~text.str.ends_with("%").fill_null(False) & (value <= 1)
    percent = divided(value, 100)
    if rules is not Rules.LEGACY:
        percent = pl.when(is_fraction).then(value).otherwise(percent)
    return _last(rows.with_columns(percent.alias("Garantia"))).select(*GUARANTEES)


def promotional(frame: pl.DataFrame, source: str) -> pl.DataFrame:
    """Return CODES of the sheet of the promotional fund; raises MissingColumns."""
    return _last(_column(frame, source, "LIQUIDACION", CODE)).select(CODE)


def with_funds(
    rows: pl.DataFrame, crecer: pl.DataFrame, promoted: pl.DataFrame, terms: FundTerms
) -> pl.DataFrame:
    """Add COMPUTED to placements that have NEEDED.

    A document in both funds costs what the promotional one does and is labelled COFIDE.
    """
    known = promoted.with_columns(pl.lit(value=True).alias("_promoted"))
    joined = rows.join(crecer, on=CODE, how="left", maintain_order="left").join(
        known, on=CODE, how="left", maintain_order="left"
    )
    factor = pl.when(pl.col("Moneda") != "PEN").then(pl.col("TipoCambioVenta")).otherwise(1.0)
    total = pl.when(pl.col("CostosFondoPromocional") > 0).then(pl.col("CostosFondoPromocional"))
    label = (
        pl.when(pl.col("CostosFondoCrecer") > 0)
        .then(pl.lit("COFIDE"))
        .when(pl.col("CostosFondoPromocional") > 0)
        .then(pl.lit("Promocional"))
        .otherwise(pl.lit("Normal"))
    )
    return (
        joined.with_columns(
            _crecer(terms).alias("CostosFondoCrecer"),
            _promotional(terms).alias("CostosFondoPromocional"),
        )
        .with_columns(
            total.otherwise(pl.col("CostosFondo") + pl.col("CostosFondoCrecer")).alias(
                "CostosFondoTotal"
            ),
            label.alias("EtiquetaFondo"),
        )
        .with_columns((pl.col("CostosFondoTotal") * factor).alias("CostosFondoTotalSoles"))
        .with_columns(
            (pl.col("TotalIngresosSoles") - pl.col("CostosFondoTotalSoles")).alias(
                "UtilidadTotalSoles"
            )
        )
        .drop("Garantia", "_promoted")
    )


def _crecer(terms: FundTerms) -> pl.Expr:
    share = pl.col("Garantia").fill_null(0.0)
    yearly = divided(pl.col("TasaNominalMensualPorc") * 12 * terms.crecer.on(OPERATION), 360)
    cost = (
        yearly
        * pl.col("DiasEfectivo")
        * pl.col("MontoDesembolso")
        * share
        * terms.vat.on(OPERATION)
    )
    return pl.when(share > 0).then(cost).otherwise(0.0)


def _promotional(terms: FundTerms) -> pl.Expr:
    years = divided(pl.col("DiasEfectivo"), 365)
    cost = ((1 + terms.promotional.on(OPERATION)).pow(years) - 1) * pl.col("MontoDesembolso")
    return pl.when(pl.col("_promoted").fill_null(value=False)).then(cost).otherwise(0.0)


def _column(frame: pl.DataFrame, source: str, head: str, name: str, *more: str) -> pl.DataFrame:
    heads = {header_key(one): one for one in frame.columns}
    missing = [one for one in (head, *more) if header_key(one) not in heads]
    if missing:
        raise MissingColumns(source, missing)
    return frame.select(
        pl.col(heads[header_key(head)]).str.strip_chars().alias(name),
        *[pl.col(heads[header_key(one)]).alias(one) for one in more],
    )


def _last(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(~parsing.is_blank(pl.col(CODE))).unique(
        CODE, keep="last", maintain_order=True
    )
