"""Which days lack a rate, and which rate stands in for them."""

from datetime import date

import polars as pl
import pytest

from toolbox.rates.calc import RATE_SCHEMA, batches, days_before, days_between, gaps, rates_by_day

FIRST = date(2024, 2, 27)


def test_days_between_has_both_ends_and_the_leap_day() -> None:
    assert [day.day for day in days_between(FIRST, date(2024, 3, 1))] == [27, 28, 29, 1]
    assert days_between(FIRST, FIRST) == [FIRST]
    assert days_between(FIRST, date(2024, 2, 26)) == []


def test_gaps_come_oldest_first() -> None:
    wanted = days_between(FIRST, date(2024, 3, 2))[::-1]
    assert gaps(wanted, {date(2024, 2, 28), date(2024, 3, 2)}) == [
        FIRST,
        date(2024, 2, 29),
        date(2024, 3, 1),
    ]


@pytest.mark.parametrize(("size", "lengths"), [(1, [1, 1, 1]), (2, [2, 1]), (10, [3])])
def test_batches_keep_the_order(size: int, lengths: list[int]) -> None:
    days = days_between(FIRST, date(2024, 2, 29))
    found = list(batches(days, size))
    assert [len(batch) for batch in found] == lengths
    assert [day for batch in found for day in batch] == days


def test_the_days_before_are_those_a_rate_may_be_carried_from() -> None:
    assert days_before([date(2024, 3, 2)], 2) == {date(2024, 2, 29), date(2024, 3, 1)}
    assert days_before([FIRST], 0) == set()


def test_a_rate_serves_its_day_and_those_after_it_until_the_next_one() -> None:
    rates = pl.DataFrame(
        [(FIRST, 3.6, 3.7), (date(2024, 2, 29), 3.8, 3.9)], schema=dict(RATE_SCHEMA), orient="row"
    )
    by_day = rates_by_day(rates, 3).sort("FechaOperacion")
    found = by_day.select("FechaOperacion", "TipoCambioVenta", "TipoCambioEstado")
    assert [(day.strftime("%d/%m"), ask, state) for day, ask, state in found.rows()] == [
        ("27/02", 3.7, "exacto"),
        ("28/02", 3.7, "arrastrado"),
        ("29/02", 3.9, "exacto"),
        ("01/03", 3.9, "arrastrado"),
        ("02/03", 3.9, "arrastrado"),
        ("03/03", 3.9, "arrastrado"),
    ]
