"""The published tables: their columns, and the calculation's names for them."""

import pytest
from django.db import models

from background import Dataset
from toolbox.placements.calc.layouts import ACCUMULATED, PLACEMENTS, Layout
from toolbox.placements.calc.rules import RULE_SETS, Rules
from toolbox.placements.dataset import KPI, KPI_ACUMULADO

TABLES = pytest.mark.parametrize(
    ("dataset", "layout"), [(KPI, PLACEMENTS), (KPI_ACUMULADO, ACCUMULATED)]
)


@TABLES
def test_the_table_has_the_columns_of_the_calculation_in_order(
    dataset: Dataset, layout: Layout
) -> None:
    fields = dataset.model._meta.concrete_fields
    assert [field.column for field in fields if not field.primary_key] == list(layout.table)


@TABLES
def test_amounts_are_decimals_and_days_are_dates(dataset: Dataset, layout: Layout) -> None:
    kinds = {field.column: field for field in dataset.model._meta.concrete_fields}
    for name in layout.amounts:
        field = kinds[name]
        assert isinstance(field, models.DecimalField)
        assert (field.max_digits, field.decimal_places) == (18, 6)
    for name in (*layout.all_days, "TipoCambioFecha"):
        assert type(kinds[name]) is models.DateField


@TABLES
def test_the_dataset_speaks_of_columns_that_exist(dataset: Dataset, layout: Layout) -> None:
    spoken = {
        *dataset.key,
        *dataset.measures,
        *dataset.filters,
        *dataset.columns,
        dataset.currency,
    }
    assert spoken <= set(layout.table)


def test_every_rule_set_is_found_by_its_name() -> None:
    assert {rules: rule_set.rules for rules, rule_set in RULE_SETS.items()} == {
        rules: rules for rules in Rules
    }
