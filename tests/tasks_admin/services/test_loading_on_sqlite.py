"""Rows that go to SQLite in parts are stored as if each had been inserted by itself."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from django.db import DatabaseError, connection

from background import Dataset, PublicationRefused
from tasks_admin.models import Heartbeat
from tasks_admin.services.tables import infile, loading, staging
from tasks_admin.services.tables.staging import Staging, quoted
from toolbox.placements.models import Kpi

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="Elsewhere rows go another way"),
]

DEALS = Dataset(name="deals", title="Deals", description="A table.", model=Kpi)
BEATS = Dataset(name="beats", title="Beats", description="A table.", model=Heartbeat)
GIVEN: dict[pl.DataType, list[Any]] = {
    pl.String(): ["", "NULL", " ñandú ", "0017"],
    pl.Float64(): [0.1 + 0.2, 1e15, -0.0, 17.0],
    pl.Int32(): [-(2**31), 0, 7, 2**31 - 1],
}
HALF = pl.Series([True, False, True, False])


@pytest.fixture
def tables() -> Iterator[list[Staging]]:
    made = [staging.create(DEALS, name) for name in ("in_parts", "one_by_one")]
    yield made
    staging.drop(one.table for one in made)


def deals() -> pl.DataFrame:
    """Four rows with something to get wrong in every column."""
    kinds = {"DecimalField": pl.Float64(), "IntegerField": pl.Int32()}
    columns: dict[str, pl.Series] = {}
    for field in Kpi._meta.concrete_fields[1:]:
        name = field.get_internal_type()
        kind = kinds.get(name, pl.String())
        values = pl.Series(GIVEN[kind], dtype=kind)
        if name == "DateField":
            values = pl.Series([date(2024, 2, 29)] * 4)
        columns[field.column] = values.set(HALF, None) if field.null else values
    exact = [Decimal("0.100000"), Decimal("12345678901.654321")]
    return pl.DataFrame(columns).with_columns(Utilidad=pl.Series(exact * 2), Sector=pl.lit(None))


def stored(table: Staging) -> list[Any]:
    names = [quoted(field.column) for field in Kpi._meta.concrete_fields]
    picked = ", ".join([*names, *(f"typeof({name})" for name in names)])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {picked} FROM {quoted(table.table)} ORDER BY id")
        return list(cursor.fetchall())


def test_a_value_is_stored_as_a_plain_insert_stores_it(tables: list[Staging]) -> None:
    in_parts, one_by_one = tables
    loading.load(in_parts, [deals()])
    infile.insert(one_by_one, deals())

    assert stored(in_parts) == stored(one_by_one)


def test_rows_count_on_from_part_to_part(tables: list[Staging]) -> None:
    assert loading.load(tables[0], [deals(), deals().clear(), deals()]) == 8
    assert loading.load(tables[0], [deals()]) == 4
    assert [row[0] for row in stored(tables[0])] == list(range(1, 13))


def test_a_key_that_a_batch_brings_is_kept(tables: list[Staging]) -> None:
    loading.load(tables[0], [deals().with_columns(id=pl.Series([40, 30, 20, 10]))])
    assert [row[0] for row in stored(tables[0])] == [10, 20, 30, 40]


def test_a_part_is_stored_whole_or_not_at_all(tables: list[Staging]) -> None:
    wrong = deals().with_columns(Moneda=pl.Series(["PEN", "PEN", None, "PEN"]))
    with pytest.raises(PublicationRefused) as refusal:
        loading.load(tables[0], [deals(), wrong, deals()])
    assert "Moneda" in refusal.value.fields["error"]
    assert [row[0] for row in stored(tables[0])] == [1, 2, 3, 4]


def test_what_the_making_of_a_batch_raises_is_no_fault_of_its_values(tables: list[Staging]) -> None:
    def broken() -> Iterator[pl.DataFrame]:
        yield deals()
        raise DatabaseError("Something else")

    with pytest.raises(DatabaseError, match="Something else"):
        loading.load(tables[0], broken())


def test_moments_are_stored_as_django_reads_them() -> None:
    table = staging.create(BEATS, "moments")
    moment = datetime(2024, 7, 27, 12, 30, 0, 250)  # noqa: DTZ001
    row = {"kind": ["worker"], "name": ["a"], "started_at": [moment], "seen_at": [moment]}
    loading.load(table, [pl.DataFrame(row | {"queues": ["[]"]})])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seen_at FROM {quoted(table.table)}")
        assert cursor.fetchone() == (moment,)
    staging.drop([table.table])
