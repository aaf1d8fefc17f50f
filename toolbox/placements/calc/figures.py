"""What a document places, earns and costs; doubles throughout, nothing rounded on the way."""

import polars as pl

from toolbox.placements.calc.arithmetic import divided
from toolbox.placements.calc.joining import PAYMENT_RATE
from toolbox.placements.calc.layouts import Layout
from toolbox.placements.calc.rules import RuleSet

DAYS_OF_YEAR = 365
OPERATION = pl.col("FechaOperacion")


def with_figures(frame: pl.LazyFrame, rules: RuleSet, layout: Layout) -> pl.LazyFrame:
    """Add the computed columns; amounts in soles use the rate of the operation date."""
    factor = pl.when(pl.col("Moneda") == "USD").then(pl.col("TipoCambioVenta")).otherwise(1.0)
    return (
        frame.with_columns(
            income(rules).alias("Ingresos"),
            core_income(rules).alias("TotalIngresos"),
            cost_of_funds(rules).alias("CostosFondo"),
            (pl.col("NetoConfirmado") - pl.col("FondoResguardo")).alias("MontoNegociado"),
        )
        .with_columns(
            (pl.col("NetoConfirmado") * factor).alias("ColocacionSoles"),
            (pl.col("MontoDesembolso") * factor).alias("MontoDesembolsoSoles"),
            (pl.col("MontoPago") * factor).alias("MontoPagoSoles"),
            (pl.col("MontoNegociado") * factor).alias("MontoNegociadoSoles"),
            (pl.col("Ingresos") * factor).alias("IngresosSoles"),
            (pl.col("TotalIngresos") * factor).alias("TotalIngresosSoles"),
            (pl.col("CostosFondo") * factor).alias("CostosFondoSoles"),
            *(_payment_figures() if layout.payment_rates else ()),
        )
        .with_columns((pl.col("TotalIngresosSoles") - pl.col("CostosFondoSoles")).alias("Utilidad"))
    )


def _payment_figures() -> tuple[pl.Expr, ...]:
    """Return what only the accumulated table has.

    `MontoPagoSolesFechaPago` is null for what is not paid and for dollars paid on a day without
    a rate. `GastosDiversosSinIGV` exists for readers of the table and was never filled.
    """
    dollars = pl.col("Moneda") == "USD"
    factor = pl.when(dollars).then(pl.col(PAYMENT_RATE)).otherwise(1.0)
    paid = pl.when(pl.col("FechaPago").is_not_null()).then(pl.col("MontoPago") * factor)
    nothing = pl.lit(None, dtype=pl.Float64)
    return (
        paid.alias("MontoPagoSolesFechaPago"),
        nothing.alias("GastosDiversosSinIGV"),
    )


def core_income(rules: RuleSet) -> pl.Expr:
    """Return the structuring fee without VAT plus the interest; no sundry charges."""
    return divided(pl.col("ComisionEstructuracionConIGV"), rules.vat.on(OPERATION)) + pl.col(
        "Interes"
    )


def income(rules: RuleSet) -> pl.Expr:
    """Return the core income plus the sundry charges without VAT."""
    return core_income(rules) + divided(pl.col("GastosDiversosConIGV"), rules.vat.on(OPERATION))


def cost_of_funds(rules: RuleSet) -> pl.Expr:
    """Return what the disbursed money costs: the yearly rate compounded daily."""
    soles = pl.col("Moneda") == "PEN"
    yearly = (
        pl.when(soles)
        .then(rules.soles_cost.on(OPERATION))
        .otherwise(rules.other_cost.on(OPERATION))
    )
    years = divided(pl.col("DiasEfectivo"), DAYS_OF_YEAR)
    return ((1 + yearly).pow(years) - 1) * pl.col("MontoDesembolso")
