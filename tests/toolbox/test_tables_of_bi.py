"""The tables have the names, columns, order and kinds that Power BI counts on."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.toolbox.bi_tables import KINDS, PLACES, TABLES, columns_of

EVERY = pytest.mark.parametrize("table", TABLES)
MODELS = {model._meta.db_table: model for model in apps.get_app_config("toolbox").get_models()}


def stored(table: str) -> list[tuple[Any, ...]]:
    """Name, declared type and whether it is never null, of each column as SQLite has it."""
    with connection.cursor() as cursor:
        cursor.execute(f'PRAGMA table_info("{table}")')
        return [(name, kind.lower(), bool(never)) for _, name, kind, never, *_ in cursor.fetchall()]


@EVERY
@pytest.mark.django_db
def test_a_table_has_its_columns_in_order(table: str) -> None:
    assert [name for name, *_ in stored(table)] == [name for name, *_ in columns_of(table)]


@EVERY
@pytest.mark.django_db
def test_a_column_is_of_its_kind_and_may_be_null_where_it_should(table: str) -> None:
    for (name, kind, nullable), (_, declared, never) in zip(
        columns_of(table), stored(table), strict=True
    ):
        assert never is not nullable, name
        if kind.startswith("T"):
            assert re.fullmatch(rf"(var)?char\({kind[1:]}\)", declared), name
        else:
            assert declared in KINDS[kind], name


@EVERY
def test_an_amount_has_its_decimals(table: str) -> None:
    fields = {field.column: field for field in MODELS[table]._meta.concrete_fields}
    for name, kind, _ in columns_of(table):
        if kind in PLACES:
            field: Any = fields[name]
            assert (field.max_digits, field.decimal_places) == (18, PLACES[kind]), name
