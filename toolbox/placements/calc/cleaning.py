"""Codes, tax ids, document numbers and the monthly rate in one form."""

import polars as pl

from toolbox.placements.calc.arithmetic import divided
from toolbox.placements.calc.rules import RuleSet

OPERATION_TYPES = {"FACTORING": "Factoring", "CONFIRMING": "Confirming"}


def comparable_code(code: pl.Expr, rules: RuleSet) -> pl.Expr:
    """Return a settlement code as sources are compared by it."""
    return code.str.strip_chars() if rules.trimmed_codes else code


def short_code(code: pl.Expr) -> pl.Expr:
    """Return the first two parts of a settlement code: "LIQ900-2021-2" is "LIQ900-2021"."""
    return code.str.strip_chars().str.replace(r"(?s)^([^-]*-[^-]*)-.*$", "${1}")


def monthly_rate(value: pl.Expr, in_system: pl.Expr, rules: RuleSet) -> pl.Expr:
    """Return the nominal monthly rate as a fraction: 2.5 % is 0.025."""
    percent = in_system if rules.rate_by_origin else value >= 1
    return pl.when(percent).then(divided(value, 100)).otherwise(value)


def clean(frame: pl.LazyFrame, rules: RuleSet) -> pl.LazyFrame:
    """Bring the texts that are joined and grouped by into one form."""
    in_system = pl.col("FueraSistema") == "no"
    document = pl.col("NroDocumento").str.replace_all(r"\s", "")
    return frame.with_columns(
        short_code(pl.col("CodigoLiquidacion")).alias("CodigoLiquidacion"),
        pl.col("RUCCliente").str.strip_chars(),
        pl.col("RUCPagador").str.replace_all(r"[:\s]", ""),
        pl.when(in_system).then(document.fill_null("None")).otherwise(document),
        pl.col("TipoOperacion").replace(OPERATION_TYPES),
        monthly_rate(pl.col("TasaNominalMensualPorc"), in_system, rules).alias(
            "TasaNominalMensualPorc"
        ),
    )
