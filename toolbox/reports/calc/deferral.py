"""Interest spread over the calendar months of each deal, and the accountant's figures beside it."""

from datetime import date

import polars as pl

from toolbox.placements.calc import parsing
from toolbox.placements.calc.columns import header_key
from toolbox.placements.calc.reading import MissingColumns

NEEDED = (
    "CodigoLiquidacion", "Moneda", "FechaConfirmado", "FechaOperacion", "DiasEfectivo", "Interes",
)  # fmt: skip
MONTHS = ("ENE", "FEB", "MAR", "ABR", "MAY", "JUN", "JUL", "AGO", "SET", "OCT", "NOV", "DIC")
HEADER = r"^\d{4}(" + "|".join(MONTHS) + ")$"
DEFERRED = {
    "CodigoLiquidacion": pl.String,
    "Moneda": pl.String,
    "Mes": pl.Date,
    "Diferido": pl.Float64,
}
CODE_HEADS = ("CodigoLiquidacion", "LIQUIDACIÓN")
NOTABLE = 1.0
"""A difference from here on is one that the accountant should look at."""


def deferred(rows: pl.DataFrame, *, both_ends: bool) -> pl.DataFrame:
    """Return DEFERRED: the interest of each settlement and currency by month.

    A day's share is the interest divided by the days of the deal. The day of operation bears no
    interest; with `both_ends` it counts like the others, as the former system had it, and the
    months add up to more than the interest. A deal without days has none.
    """
    first, due = pl.col("FechaOperacion"), pl.col("FechaConfirmado")
    begin = first if both_ends else first.dt.offset_by("1d")
    start = pl.max_horizontal(begin, pl.col("Mes"))
    end = pl.min_horizontal(due, pl.col("Mes").dt.month_end())
    days = (end - start).dt.total_days() + 1
    share = pl.when(pl.col("DiasEfectivo") > 0).then(pl.col("Interes") / pl.col("DiasEfectivo"))
    months = pl.date_ranges(first.dt.month_start(), due, "1mo").alias("Mes")
    return (
        rows.filter(due >= first)
        .with_columns(months)
        .explode("Mes")
        .with_columns((share.fill_null(0.0) * days.clip(lower_bound=0)).alias("Diferido"))
        .group_by("CodigoLiquidacion", "Moneda", "Mes")
        .agg(pl.col("Diferido").sum())
        .sort("CodigoLiquidacion", "Moneda", "Mes")
    )


def expected(rows: pl.DataFrame, *, both_ends: bool) -> float:
    """Return what the months must add up to: days between the two dates times the day's share."""
    days = (pl.col("FechaConfirmado") - pl.col("FechaOperacion")).dt.total_days() + int(both_ends)
    counted = rows.filter(
        (pl.col("DiasEfectivo") > 0) & (pl.col("FechaConfirmado") >= pl.col("FechaOperacion"))
    )
    return float(counted.select((pl.col("Interes") / pl.col("DiasEfectivo") * days).sum()).item())


def without_days(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the deals that no month bears interest of: not due after they began, or no days."""
    has_days = (pl.col("DiasEfectivo") > 0) & (
        pl.col("FechaConfirmado") >= pl.col("FechaOperacion")
    )
    return rows.filter(~has_days.fill_null(value=False))


def by_header(found: pl.DataFrame) -> pl.DataFrame:
    """Return a settlement a row and a month a column, headed as the accountant heads them."""
    months = found["Mes"].unique().sort().to_list()
    wide = found.pivot("Mes", index="CodigoLiquidacion", values="Diferido", sort_columns=True)
    return wide.select("CodigoLiquidacion", *[str(month) for month in months]).rename(
        {str(month): header_of(month) for month in months}
    )


def header_of(month: date) -> str:
    """Return a month as the accountant heads its column: "2024SET"."""
    return f"{month.year}{MONTHS[month.month - 1]}"


def accounted(frame: pl.DataFrame, source: str, currency: str) -> pl.DataFrame:
    """Return the accountant's figures as DEFERRED; raises MissingColumns."""
    heads = {header_key(name): name for name in frame.columns}
    code = next((heads[key] for name in CODE_HEADS if (key := header_key(name)) in heads), None)
    months = [name for name in frame.columns if pl.Series([name.strip()]).str.contains(HEADER)[0]]
    if code is None or not months:
        raise MissingColumns(source, [CODE_HEADS[1], header_of(date(2024, 1, 1))])
    long = frame.unpivot(months, index=code, variable_name="head", value_name="text")
    number = parsing.number_or_zero(pl.col("text"), thousands=True)
    dates = {name: _month_of(name.strip()) for name in months}
    return (
        long.select(
            pl.col(code).str.strip_chars().alias("CodigoLiquidacion"),
            pl.lit(currency).alias("Moneda"),
            pl.col("head").replace_strict(dates, return_dtype=pl.Date).alias("Mes"),
            number.alias("Diferido"),
        )
        .filter(~parsing.is_blank(pl.col("CodigoLiquidacion")))
        .group_by("CodigoLiquidacion", "Moneda", "Mes")
        .agg(pl.col("Diferido").sum())
    )


def differences(ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Return where the two are NOTABLE or more apart, the greatest first."""
    key = ["CodigoLiquidacion", "Moneda", "Mes"]
    both = ours.join(theirs, on=key, how="full", coalesce=True, suffix="Contable")
    apart = both.with_columns(pl.col("Diferido", "DiferidoContable").fill_null(0.0)).with_columns(
        (pl.col("Diferido") - pl.col("DiferidoContable")).alias("Diferencia")
    )
    notable = apart.filter(pl.col("Diferencia").abs() >= NOTABLE)
    return notable.sort(pl.col("Diferencia").abs(), *key, descending=[True, False, False, False])


def _month_of(head: str) -> date:
    return date(int(head[:4]), MONTHS.index(head[4:]) + 1, 1)
