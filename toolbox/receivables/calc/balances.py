"""What is owed on a document, since when, and in whose hands it is."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

import polars as pl

from toolbox.receivables.calc.inputs import Lists
from toolbox.receivables.calc.payments import PARTIAL
from toolbox.receivables.calc.rules import RuleSet

ARREARS, OVERDUE, CURRENT, SPECIAL = "MORA A MAYO", "VENCIDO", "VIGENTE", "COBRANZA ESPECIAL"
UNCLASSIFIED = "SIN CLASIFICAR"


@dataclass(frozen=True, slots=True)
class Cut:
    """The day that balances are looked at, the soles of a dollar then, and the lists."""

    day: date
    rate: float
    lists: Lists


def with_balances(frame: pl.LazyFrame, cut: Cut, rules: RuleSet) -> pl.LazyFrame:
    """Add the balance in both currencies and the states.

    `frame` has the document's columns and payments.SETTLED, null where nothing was paid.
    """
    kind = pl.col("TipoPago").fill_null("")
    return frame.with_columns(balance(kind).alias("SaldoTotal")).with_columns(
        pl.when(pl.col("Moneda") == "PEN")
        .then(pl.col("SaldoTotal"))
        .otherwise(pl.col("SaldoTotal") * cut.rate)
        .alias("SaldoTotalPen"),
        *_states(kind, cut, rules),
    )


def balance(kind: pl.Expr) -> pl.Expr:
    """Return what is owed, by the kind of the last payment; below zero where too much was paid."""
    net = pl.col("NetoConfirmado")
    return (
        pl.when(kind == PARTIAL)
        .then(pl.col("SaldoDeuda"))
        .when(kind == "")
        .then(net)
        .otherwise(net - pl.col("MontoPago"))
    )


def _states(kind: pl.Expr, cut: Cut, rules: RuleSet) -> list[pl.Expr]:
    unsettled = kind.is_in(["", PARTIAL])
    overdue = pl.col("FechaConfirmado") <= cut.day
    account = pl.when(overdue).then(pl.lit(OVERDUE)).otherwise(pl.lit(CURRENT))
    special = overdue & is_on(cut.lists.special, rules)
    return [
        pl.when(unsettled & is_on(cut.lists.arrears, rules))
        .then(pl.lit(ARREARS))
        .otherwise(kind)
        .alias("TipoPagoReal"),
        account.alias("EstadoCuenta"),
        pl.when(special).then(pl.lit(SPECIAL)).otherwise(account).alias("EstadoReal"),
    ]


def is_on(codes: Set[str], rules: RuleSet) -> pl.Expr:
    """True for a document whose settlement is on the list."""
    wanted = {code.strip() for code in codes} if rules.trimmed else codes
    return pl.col("CodigoLiquidacion").is_in(sorted(wanted))


def classified(rules: RuleSet) -> list[pl.Expr]:
    """Return Sector and GrupoEco with a word where there is none; from Sector and Grupo."""
    sector = pl.col("Sector")
    if rules.payer_is_group:
        sector = pl.when(sector != "").then(sector)
    group = pl.col("RazonSocialPagador") if rules.payer_is_group else pl.lit("")
    return [
        sector.fill_null(UNCLASSIFIED).alias("Sector"),
        pl.coalesce("Grupo", group).alias("GrupoEco"),
    ]
