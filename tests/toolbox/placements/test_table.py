"""The published table: its columns, and the calculation's names for them."""

from django.db import models

from toolbox.placements.calc import columns
from toolbox.placements.calc.rules import RULE_SETS, Rules
from toolbox.placements.dataset import KPI
from toolbox.placements.models import Kpi


def test_the_table_has_the_columns_of_the_calculation_in_order() -> None:
    fields = [field.column for field in Kpi._meta.concrete_fields if not field.primary_key]
    assert fields == list(columns.TABLE_COLUMNS)


def test_amounts_are_decimals_and_days_are_dates() -> None:
    kinds = {field.column: field for field in Kpi._meta.concrete_fields}
    for name in columns.AMOUNTS:
        field = kinds[name]
        assert isinstance(field, models.DecimalField)
        assert (field.max_digits, field.decimal_places) == (18, 6)
    for name in (*columns.DATES, "TipoCambioFecha"):
        assert type(kinds[name]) is models.DateField


def test_the_dataset_speaks_of_columns_that_exist() -> None:
    spoken = {*KPI.key, *KPI.measures, *KPI.filters, *KPI.columns, KPI.currency}
    assert spoken <= set(columns.TABLE_COLUMNS)


def test_every_rule_set_is_found_by_its_name() -> None:
    assert {rules: rule_set.rules for rules, rule_set in RULE_SETS.items()} == {
        rules: rules for rules in Rules
    }
