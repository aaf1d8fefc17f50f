"""The columns that the table shares with the placements: periods, rates, figures, referrer."""

from dataclasses import dataclass, field

import polars as pl

from toolbox.placements.calc import joining
from toolbox.placements.calc.cleaning import short_code
from toolbox.placements.calc.figures import core_income, cost_of_funds, income
from toolbox.placements.calc.inputs import Inputs as PlacementInputs
from toolbox.placements.calc.periods import periods
from toolbox.receivables.calc import columns
from toolbox.receivables.calc.inputs import Inputs
from toolbox.receivables.calc.rules import RuleSet

NULLS: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(columns.EXTENSION, pl.String),
    "TipoCambioFecha": pl.Date,
    **dict.fromkeys((*columns.RATES, *columns.EXTENSION_AMOUNTS), pl.Float64),
}


@dataclass(frozen=True, slots=True)
class Lookups:
    """The small tables, each unique by the column it is joined on."""

    sectors: pl.DataFrame
    rates: pl.DataFrame = field(default_factory=pl.DataFrame)
    referrers: pl.DataFrame = field(default_factory=pl.DataFrame)


def lookups_of(inputs: Inputs, rules: RuleSet) -> Lookups:
    """Read the small tables; a source that is not configured or empty gives an empty one.

    Raises MissingColumns and BadReferralMonth.
    """
    found = joining.lookups_of(
        PlacementInputs(
            report=inputs.documents,
            sectors=inputs.sectors,
            referrals=inputs.referrals if rules.extended else None,
            rates=inputs.rates,
            aliases=inputs.lists.aliases,
        ),
        rules.placements,
    )
    return Lookups(found.sectors, found.rates, found.referrers)


def with_sectors(rows: pl.DataFrame, lookups: Lookups) -> pl.DataFrame:
    """Add Sector and Grupo of the payer, null where unknown; order is kept."""
    return _beside(rows, lookups.sectors, "RUCPagador")


def extended(rows: pl.DataFrame, lookups: Lookups, rules: RuleSet) -> pl.DataFrame:
    """Add EXTENSION, null throughout under the legacy rules."""
    if not rules.extended:
        nulls = [
            pl.lit(None, dtype=kind).alias(name)
            for name, kind in NULLS.items()
            if name != "FueraSistema"
        ]
        return rows.with_columns(*nulls, pl.lit(None, dtype=pl.String).alias("FueraSistema"))
    codes = rows.select(short_code(pl.col("CodigoLiquidacion")))
    referrers = _beside(codes, lookups.referrers, "CodigoLiquidacion").select("Referencia")
    joined = _beside(rows, lookups.rates, "FechaOperacion").hstack(referrers)
    return (
        joined.lazy()
        .with_columns(
            pl.col(columns.RATES).fill_null(0.0),
            pl.coalesce("Referencia", "Ejecutivo").alias("Referencia"),
            *periods(pl.col("FechaOperacion")),
            *_figures(rules),
        )
        .with_columns(_soles())
        .with_columns((pl.col("TotalIngresosSoles") - pl.col("CostosFondoSoles")).alias("Utilidad"))
        .collect()
    )


def _figures(rules: RuleSet) -> list[pl.Expr]:
    return [
        income(rules.placements).alias("Ingresos"),
        core_income(rules.placements).alias("TotalIngresos"),
        cost_of_funds(rules.placements).alias("CostosFondo"),
    ]


def _soles() -> list[pl.Expr]:
    factor = pl.when(pl.col("Moneda") == "USD").then(pl.col("TipoCambioVenta")).otherwise(1.0)
    named = {
        "ColocacionSoles": "NetoConfirmado",
        "MontoDesembolsoSoles": "MontoDesembolso",
        "IngresosSoles": "Ingresos",
        "TotalIngresosSoles": "TotalIngresos",
        "CostosFondoSoles": "CostosFondo",
    }
    return [(pl.col(name) * factor).alias(soles) for soles, name in named.items()]


def _beside(rows: pl.DataFrame, table: pl.DataFrame, key: str) -> pl.DataFrame:
    """Join a small table beside the rows: a join copies every column that passes through it."""
    found = rows.select(key).join(table, on=key, how="left", maintain_order="left").drop(key)
    return rows.hstack(found)
