"""Rows completed from small tables: the rate of the day, the payer's sector, the referrer."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from toolbox.placements.calc import lookups, names
from toolbox.placements.calc.inputs import Inputs
from toolbox.placements.calc.layouts import Layout
from toolbox.placements.calc.names import NameMatch
from toolbox.placements.calc.rules import RuleSet
from toolbox.rates.calc import MISSING, rates_by_day

PAYMENT_RATE = "_TipoCambioPago"


@dataclass(frozen=True, slots=True)
class Lookups:
    """The small tables, each unique by the column it is joined on."""

    rates: pl.DataFrame
    sectors: pl.DataFrame
    referrers: pl.DataFrame
    matches: Mapping[str, NameMatch]


def lookups_of(inputs: Inputs, rules: RuleSet) -> Lookups:
    """Read the small tables; a source that is not configured or empty gives an empty one.

    Raises MissingColumns and BadReferralMonth.
    """
    sectors = pl.DataFrame(schema=lookups.SECTOR_SCHEMA)
    if inputs.sectors and not inputs.sectors.is_empty:
        sectors = lookups.sectors(inputs.sectors.frame.collect(), inputs.sectors.name)
    written = pl.DataFrame(schema=lookups.REFERRAL_SCHEMA)
    if inputs.referrals and not inputs.referrals.is_empty:
        written = lookups.referrals(inputs.referrals.frame.collect(), inputs.referrals.name, rules)
    matches = names.match_referrers(
        written["Escrito"].unique(maintain_order=True).to_list(),
        inputs.aliases,
        rules.referrer_score,
    )
    rates = rates_by_day(inputs.rates, rules.carry_days)
    return Lookups(rates, sectors, lookups.referrers(written, matches), matches)


def complete(rows: pl.DataFrame, lookups: Lookups, layout: Layout) -> pl.DataFrame:
    """Join the rate of the operation date, the sector and the referrer; order is kept.

    No rate at all is zero, which makes the soles of a dollar row zero too. The group defaults to
    the payer's name, the referrer to the executive.
    """
    # Joined beside the rows, because a join copies every column that passes through it.
    keys = rows.select("FechaOperacion", "RUCPagador", "CodigoLiquidacion")
    found = (
        _join(keys, lookups.rates, "FechaOperacion")
        .pipe(_join, lookups.sectors, "RUCPagador")
        .pipe(_join, lookups.referrers, "CodigoLiquidacion")
        .drop(keys.columns)
    )
    if layout.payment_rates:
        found = found.hstack(_payment_rates(rows, lookups))
    return rows.hstack(found).with_columns(
        pl.col("TipoCambioCompra", "TipoCambioVenta").fill_null(0.0),
        pl.col("TipoCambioEstado").fill_null(MISSING),
        pl.coalesce("Grupo", "RazonSocialPagador").alias("GrupoEco"),
        pl.coalesce("Referencia", "Ejecutivo").alias("Referencia"),
    )


def _payment_rates(rows: pl.DataFrame, lookups: Lookups) -> pl.DataFrame:
    """Return PAYMENT_RATE, the ask of the day of payment; null where there is none."""
    rates = lookups.rates.select(
        pl.col("FechaOperacion").alias("FechaPago"), pl.col("TipoCambioVenta").alias(PAYMENT_RATE)
    )
    return _join(rows.select("FechaPago"), rates, "FechaPago").select(PAYMENT_RATE)


def _join(rows: pl.DataFrame, table: pl.DataFrame, key: str) -> pl.DataFrame:
    return rows.join(table, on=key, how="left", maintain_order="left")
