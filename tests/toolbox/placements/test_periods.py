"""Months, weeks of the month and their names."""

from datetime import date

import polars as pl
import pytest

from toolbox.placements.calc.periods import periods, week_of_month


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2024, 9, 1), 1), (date(2024, 9, 2), 2), (date(2024, 6, 30), 5),
        (date(2024, 12, 31), 6), (date(2021, 2, 28), 4), (date(2024, 2, 29), 5),
        (date(2024, 1, 15), 3), (date(2020, 3, 10), 3), (date(2024, 7, 1), 1), (None, 1),
    ],
)  # fmt: skip
def test_weeks_of_the_month_begin_on_monday_e21(day: date | None, week: int) -> None:
    frame = pl.DataFrame({"day": [day]}, schema={"day": pl.Date})
    assert frame.select(week_of_month(pl.col("day"))).item() == week


@pytest.mark.parametrize(
    ("month", "name"),
    list(enumerate(
        ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
         "octubre", "noviembre", "diciembre"],
        start=1,
    )),
)  # fmt: skip
def test_months_have_their_spanish_names(month: int, name: str) -> None:
    row = pl.DataFrame({"day": [date(2024, month, 1)]}).select(periods(pl.col("day"))).row(0)
    assert row == (f"2024-{month:02}", "2024", f"{name}-2024", "Semana 1")
