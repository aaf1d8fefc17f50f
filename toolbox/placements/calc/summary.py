"""What operators look at first: sums by month and currency, by executive, and missing rates."""

from collections.abc import Sequence
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

EXPECTED = "ColocacionEsperada"
"""What the placements in soles must be: the amount times the rate."""


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

    @property
    def dollars_missing(self) -> int:
        """The dollar documents without any rate."""
        return int(self.missing_rates["rows"].sum())

    @property
    def dollars(self) -> int:
        """All dollar documents."""
        return self.dollars_exact + self.dollars_carried + self.dollars_missing


def summarize(rows: pl.LazyFrame) -> Summary:
    """Add up the rows of the table, or of a stretch of it."""
    sums = (pl.len().alias("rows"), *(pl.col(name).sum() for name in MEASURES))
    dollars = pl.col("Moneda") == "USD"
    missing = rows.filter(dollars & (pl.col("TipoCambioEstado") == MISSING))
    by_month, by_executive, missing_rates, states = pl.collect_all(
        [
            rows.group_by("Mes", "Moneda").agg(*sums),
            rows.group_by("Ejecutivo").agg(*sums),
            missing.group_by("FechaOperacion").agg(sums[0], pl.col("NetoConfirmado").sum()),
            rows.filter(dollars).group_by("TipoCambioEstado").agg(pl.len()),
        ]
    )
    count = dict(states.rows())
    return Summary(
        by_month=by_month.sort("Mes", "Moneda"),
        by_executive=by_executive.sort("ColocacionSoles", descending=True),
        missing_rates=missing_rates.sort("FechaOperacion"),
        dollars_exact=count.get(EXACT, 0),
        dollars_carried=count.get(CARRIED, 0),
    )


def merged(parts: Sequence[Summary]) -> Summary:
    """Return the summaries of several stretches as that of all their rows."""
    by_month = pl.concat(part.by_month for part in parts).group_by("Mes", "Moneda").sum()
    by_executive = pl.concat(part.by_executive for part in parts).group_by("Ejecutivo").sum()
    missing = pl.concat(part.missing_rates for part in parts).group_by("FechaOperacion").sum()
    return Summary(
        by_month=by_month.sort("Mes", "Moneda"),
        by_executive=by_executive.sort("ColocacionSoles", descending=True),
        missing_rates=missing.sort("FechaOperacion"),
        dollars_exact=sum(part.dollars_exact for part in parts),
        dollars_carried=sum(part.dollars_carried for part in parts),
    )


def sums_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the sum of each measure by Moneda, and EXPECTED, worked out from other columns."""
    dollars = pl.col("Moneda") == "USD"
    factor = pl.when(dollars).then(pl.col("TipoCambioVenta")).otherwise(1.0)
    return rows.group_by("Moneda", maintain_order=True).agg(
        *(pl.col(name).sum() for name in MEASURES),
        (pl.col("NetoConfirmado") * factor).sum().alias(EXPECTED),
    )


def together(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the sums of several stretches as one, in the order of the currencies."""
    return pl.concat(parts).group_by("Moneda").sum().sort("Moneda")
