"""What rows add up to, and the values they can be filtered by."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from background import Dataset
from tasks_admin.models import DatasetVersion
from tasks_admin.queries import row_filter
from tasks_admin.queries.dataset_choices import FEW, choices
from tasks_admin.queries.dataset_totals import CurrencyTotal, known_totals, totals
from tests.tasks_admin.datasets.conftest import PLACEMENTS, Add

Publish = Callable[..., DatasetVersion]


def read(**given: list[str]) -> row_filter.RowFilter:
    return row_filter.read(PLACEMENTS, given)


def test_measures_are_added_up_by_currency_over_the_filtered_rows(add: Add) -> None:
    add(amount=Decimal("0.1"))
    add(amount=Decimal("0.2"))
    add(amount=Decimal("-5"), currency="USD")
    add(amount=Decimal("1000"), year=1999)

    assert totals(read(Año=["2024"]), None).by_currency == (
        CurrencyTotal("PEN", 2, {"Colocacion": Decimal("0.3")}),
        CurrencyTotal("USD", 1, {"Colocacion": Decimal(-5)}),
    )


def test_no_rows_have_no_totals(dataset: Dataset) -> None:
    assert (totals(read(), None).rows, totals(read(), None).by_currency) == (0, ())


def test_totals_are_reckoned_once_for_a_version_and_its_conditions(
    add: Add, publish: Publish, django_assert_num_queries: Any
) -> None:
    add()
    version = publish()
    assert known_totals(read(), version) is None
    totals(read(), version)

    with django_assert_num_queries(0):
        assert totals(read(sort=["Año"], size=["100"]), version).rows == 1
    with django_assert_num_queries(1):
        totals(read(Moneda=["USD"]), version)
    next_version = publish()
    with django_assert_num_queries(1):
        totals(read(), next_version)


def test_what_a_table_that_is_written_in_place_holds_is_looked_up_each_time(
    add: Add, publish: Publish
) -> None:
    in_place = replace(PLACEMENTS, in_place=True)
    version = publish()
    asked = row_filter.read(in_place, {})
    assert (totals(asked, version).rows, choices(in_place, version)) == (0, {})

    add(executive="Ana")

    assert totals(asked, version).rows == 1
    assert choices(in_place, version)["Ejecutivo"] == ["Ana"]


def test_few_values_are_offered_as_choices_and_many_are_not(
    add: Add, publish: Publish, django_assert_num_queries: Any
) -> None:
    for executive in ("Berta", "Ana", None, "", "Ana"):
        add(executive=executive)
    version = publish()

    assert choices(PLACEMENTS, version) == {"Ejecutivo": ["Ana", "Berta"], "Moneda": ["PEN"]}
    with django_assert_num_queries(0):
        choices(PLACEMENTS, version)


@pytest.mark.parametrize(("values", "offered"), [(FEW, True), (FEW + 1, False)])
def test_the_limit_of_choices_is_exact(add: Add, values: int, offered: bool) -> None:
    for number in range(values):
        add(executive=f"E{number:03d}")

    assert ("Ejecutivo" in choices(PLACEMENTS, None)) is offered
