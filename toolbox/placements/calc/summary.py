"""What operators look at first: sums by month and currency, by executive, and missing rates."""

from dataclasses import dataclass

import polars as pl

from toolbox.rates.calc import CARRIED, EXACT, MISSING

MEASURES = (
    "ColocacionSoles",
    "IngresosSoles",
    "TotalIngresosSoles",
    "CostosFondoSoles",
    "Utilidad",
)


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums over the rows of the table, each frame with `rows` and MEASURES beside its key.

    `by_month` has Mes and Moneda, `by_executive` Ejecutivo, the greatest first. `missing_rates`
    has FechaOperacion, rows and NetoConfirmado of the dollar documents without any rate.
    """

    by_month: pl.DataFrame
    by_executive: pl.DataFrame
    missing_rates: pl.DataFrame
    dollars_exact: int
    dollars_carried: int


def summarize(rows: pl.LazyFrame) -> Summary:
    """Add up the rows of the table."""
    sums = (pl.len().alias("rows"), *(pl.col(name).sum() for name in MEASURES))
    dollars = pl.col("Moneda") == "USD"
    missing = rows.filter(dollars & (pl.col("TipoCambioEstado") == MISSING))
    by_month, by_executive, missing_rates, states = pl.collect_all(
        [
            rows.group_by("Mes", "Moneda").agg(*sums).sort("Mes", "Moneda"),
            rows.group_by("Ejecutivo").agg(*sums).sort("ColocacionSoles", descending=True),
            missing.group_by("FechaOperacion")
            .agg(pl.len().alias("rows"), pl.col("NetoConfirmado").sum())
            .sort("FechaOperacion"),
            rows.filter(dollars).group_by("TipoCambioEstado").agg(pl.len()),
        ]
    )
    count = dict(states.rows())
    return Summary(
        by_month=by_month,
        by_executive=by_executive,
        missing_rates=missing_rates,
        dollars_exact=count.get(EXACT, 0),
        dollars_carried=count.get(CARRIED, 0),
    )


def totals(rows: pl.DataFrame) -> dict[str, float]:
    """Return the sum of each measure."""
    return rows.select(MEASURES).sum().row(0, named=True)
