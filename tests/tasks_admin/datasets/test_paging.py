"""Pages by place: every row once, in order, forwards and backwards."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from background import Dataset
from tasks_admin.queries import row_filter
from tasks_admin.queries.dataset_rows import page
from tests.tasks_admin.datasets.conftest import PLACEMENTS, Add, Placement

SORTS = ["", "Ejecutivo", "-Ejecutivo", "Tasa", "-Tasa", "Fecha Pago", "-Fecha Pago", "-Nuevo"]

rows = st.lists(
    st.tuples(
        st.sampled_from([None, "", "Ana", "Berta", "Ñusta"]),
        st.none() | st.sampled_from([Decimal(0), Decimal("0.000001"), Decimal("-3.745")]),
        st.none() | st.sampled_from([date(2024, 2, 29), date(2023, 12, 31)]),
        st.booleans(),
    ),
    max_size=12,
)


def asked(sort: str, size: int = 2) -> row_filter.RowFilter:
    return replace(row_filter.read(PLACEMENTS, {"sort": [sort]}), size=size)


def forwards(ask: row_filter.RowFilter) -> Iterator[list[int]]:
    found = page(ask)
    yield [row["id"] for row in found.rows]
    while found.after:
        found = page(replace(ask, after=found.after))
        yield [row["id"] for row in found.rows]


def expected(sort: str) -> list[int]:
    """The order by its definition: NULL smallest, then the key in the same direction."""
    name = row_filter.read(PLACEMENTS, {}).columns[sort.lstrip("-")].attribute if sort else "id"
    found: list[Any] = list(Placement.objects.values_list(name, "id"))
    found.sort(key=lambda row: (row[0] is not None, row[0] or type(row[0])(), row[1]))
    return [key for _, key in (found[::-1] if sort.startswith("-") else found)]


@pytest.mark.parametrize("sort", SORTS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_rows=rows)
def test_every_row_is_on_one_page_in_order_both_ways(
    dataset: Dataset, add: Add, sort: str, given_rows: list[Any]
) -> None:
    Placement.objects.all().delete()
    for executive, rate, paid_on, is_new in given_rows:
        add(executive=executive, rate=rate, paid_on=paid_on, is_new=is_new)
    ask = asked(sort)

    pages = list(forwards(ask))

    assert [key for one in pages for key in one] == expected(sort)
    assert backwards(ask, len(pages)) == pages


def backwards(ask: row_filter.RowFilter, pages: int) -> list[list[int]]:
    """The same pages, read from the last one to the first."""
    found = page(ask)
    while found.after:
        found = page(replace(ask, after=found.after))
    read = [[row["id"] for row in found.rows]]
    while found.before:
        found = page(replace(ask, before=found.before))
        read.insert(0, [row["id"] for row in found.rows])
    return read


def test_the_first_page_has_nothing_before_and_the_last_nothing_after(add: Add) -> None:
    for _ in range(3):
        add()

    first = page(asked(""))
    last = page(replace(asked(""), after=first.after))

    assert (first.before, last.after) == ("", "")
    assert first.after
    assert last.before


@pytest.mark.parametrize("cursor", ["nonsense", "[]", "[1]", "{}", '["x","y"]', "null", "[1,2,3]"])
def test_a_place_that_cannot_be_is_the_beginning(add: Add, cursor: str) -> None:
    add(document="A")

    assert [row["document"] for row in page(replace(asked("Tasa"), after=cursor)).rows] == ["A"]
    assert [row["document"] for row in page(replace(asked("Tasa"), before=cursor)).rows] == ["A"]


def test_rows_that_vanish_between_two_pages_move_nothing(add: Add) -> None:
    keys = [add().pk for _ in range(6)]
    first = page(asked(""))
    Placement.objects.filter(pk=keys[0]).delete()

    second = page(replace(asked(""), after=first.after))

    assert [row["id"] for row in second.rows] == keys[2:4]
