"""The periods that a day belongs to, as the reports name them."""

import polars as pl

MONTH_NAMES = {
    1: "enero", 2: "febrero", 3: "marzo", 4: "abril", 5: "mayo", 6: "junio", 7: "julio",
    8: "agosto", 9: "septiembre", 10: "octubre", 11: "noviembre", 12: "diciembre",
}  # fmt: skip


def periods(day: pl.Expr) -> list[pl.Expr]:
    """Return Mes, Año, MesAño and MesSemana of a date column.

    The names of months are Spanish whatever the locale of the process.
    """
    year = day.dt.strftime("%Y")
    name = day.dt.month().replace_strict(MONTH_NAMES, return_dtype=pl.String, default=None)
    week = pl.lit("Semana ") + week_of_month(day).cast(pl.String)
    return [
        day.dt.strftime("%Y-%m").alias("Mes"),
        year.alias("Año"),
        pl.concat_str(name, pl.lit("-"), year).alias("MesAño"),
        week.alias("MesSemana"),
    ]


def week_of_month(day: pl.Expr) -> pl.Expr:
    """Return the week of its month, 1 to 6, weeks beginning on Monday; 1 for no date."""
    blank_days = day.dt.month_start().dt.weekday() - 1
    return ((day.dt.day() + blank_days + 6) // 7).fill_null(1)
