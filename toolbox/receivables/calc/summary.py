"""What people look at first: balances by currency, age, state and payer."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from toolbox.receivables.calc.balances import CURRENT
from toolbox.receivables.calc.payments import PARTIAL

AGES = (CURRENT, "0-30", "31-60", "61-90", "> 90")
"""Days since the due day; the first is not due yet. A view: no source has such a column."""

LIMITS = (30, 60, 90)
PAYERS, LARGEST = 10, 10


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums over the rows of the table.

    `currencies`: Moneda, rows, NetoConfirmado, SaldoTotal, SaldoTotalPen and Overpaid (below
    zero). `ages` (Tramo, Moneda), `states` (EstadoReal, Moneda) and `payers` (RUCPagador,
    RazonSocialPagador, the greatest first) hold rows, SaldoTotal and SaldoTotalPen of what is
    owed; `largest` the documents on which most is.
    """

    currencies: pl.DataFrame
    ages: pl.DataFrame
    states: pl.DataFrame
    payers: pl.DataFrame
    largest: pl.DataFrame
    without_rate: int
    outside: int

    @property
    def owed(self) -> float:
        """All that is owed, in soles; overpayments apart."""
        return float(self.ages["SaldoTotalPen"].sum())

    def owed_in(self, *states: str) -> float:
        """What is owed in some states, in soles."""
        return float(self.states.filter(pl.col("EstadoReal").is_in(states))["SaldoTotalPen"].sum())


def age(due: pl.Expr, day: date) -> pl.Expr:
    """Return the stretch of AGES that a due day lies in, seen from a day."""
    days = (pl.lit(day) - due).dt.total_days()
    stretch = pl.lit(AGES[-1])
    for limit, name in zip(reversed(LIMITS), reversed(AGES[1:-1]), strict=True):
        stretch = pl.when(days <= limit).then(pl.lit(name)).otherwise(stretch)
    return pl.when(days < 0).then(pl.lit(AGES[0])).otherwise(stretch)


def summarize(rows: pl.LazyFrame, day: date) -> Summary:
    """Add up the rows of the table."""
    owed = rows.filter(pl.col("SaldoTotal") > 0).with_columns(
        age(pl.col("FechaConfirmado"), day).alias("Tramo")
    )
    sums = (pl.len().alias("rows"), pl.col("SaldoTotal").sum(), pl.col("SaldoTotalPen").sum())
    overpaid = pl.col("SaldoTotal").filter(pl.col("SaldoTotal") < 0).sum().alias("Overpaid")
    dollars = (pl.col("Moneda") == "USD") & pl.col("FueraSistema").is_not_null()
    payers = owed.group_by("RUCPagador").agg(pl.col("RazonSocialPagador").last(), *sums)
    greatest = ["SaldoTotalPen", "IdLiquidacionDet"]
    currencies, ages, states, greatest_payers, largest, missing, outside = pl.collect_all(
        [
            rows.group_by("Moneda")
            .agg(*sums, pl.col("NetoConfirmado").sum(), overpaid)
            .sort("Moneda"),
            owed.group_by("Tramo", "Moneda").agg(*sums).sort("Moneda", "Tramo"),
            owed.group_by("EstadoReal", "Moneda").agg(*sums).sort("Moneda", "EstadoReal"),
            payers.sort(["SaldoTotalPen", "RUCPagador"], descending=[True, False]).head(PAYERS),
            owed.sort(greatest, descending=[True, False]).head(LARGEST),
            rows.filter(dollars & pl.col("TipoCambioFecha").is_null()).select(pl.len()),
            rows.filter(pl.col("FueraSistema") == "si").select(pl.len()),
        ]
    )
    return Summary(
        currencies=currencies,
        ages=ages,
        states=states,
        payers=greatest_payers,
        largest=largest,
        without_rate=missing.item(),
        outside=outside.item(),
    )


def settled(rows: pl.LazyFrame, paid: pl.DataFrame) -> pl.DataFrame:
    """Return what the payments settle, by Moneda: `Settled` of all documents that have any.

    `paid` is payments.by_document. An independent way to the balance: confirmed net less this.
    """
    kind = pl.col("TipoPago")
    part = pl.col("NetoConfirmado") - pl.col("SaldoDeuda")
    amount = pl.when(kind == PARTIAL).then(part).when(kind != "").then(pl.col("MontoPago"))
    documents = rows.select("IdLiquidacionDet", "Moneda", "NetoConfirmado")
    joined = documents.join(paid.lazy(), on="IdLiquidacionDet")
    return joined.group_by("Moneda").agg(amount.sum().alias("Settled")).collect()


def orphans(rows: pl.LazyFrame, paid: pl.DataFrame) -> int:
    """Return how many payments belong to no document of the table."""
    strays = paid.lazy().join(rows.select("IdLiquidacionDet"), on="IdLiquidacionDet", how="anti")
    return int(strays.select(pl.col("Pagos").sum()).collect().item())
