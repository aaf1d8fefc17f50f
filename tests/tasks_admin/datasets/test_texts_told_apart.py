"""What is one value and what are two is the same on every database."""

from collections.abc import Iterator
from datetime import date

import polars as pl
import pytest
from django.db import connection

from background import Dataset
from tasks_admin.queries import row_filter
from tasks_admin.services.tables import loading, staging
from tests.tasks_admin.datasets.conftest import NOW, PLACEMENTS, Add

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("PEREZ", "Perez", "Pérez", "Perez ")


@pytest.fixture
def published(dataset: Dataset) -> Iterator[str]:
    """A table as it is published, with a row for each name."""
    table = staging.create(dataset, "apart")
    rows = pl.DataFrame({"Ejecutivo": NAMES}).with_columns(
        pl.col("Ejecutivo").alias("NroDocumento"),
        pl.lit("PEN").alias("Moneda"),
        pl.lit(2024).alias("Año"),
        pl.lit(date(2024, 1, 15)).alias("FechaOperacion"),
        pl.lit(1).alias("Colocacion"),
        pl.lit(1).alias("Nuevo"),
        pl.lit(NOW.replace(tzinfo=None)).alias("Leido"),
    )
    loading.load(table, [rows])
    yield table.table
    staging.drop([table.table])


def test_texts_that_differ_in_case_accents_or_a_last_blank_are_different_values(
    published: str,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT Ejecutivo, COUNT(*) FROM {published} GROUP BY 1")
        assert dict(cursor.fetchall()) == dict.fromkeys(NAMES, 1)
        cursor.execute(f"SELECT COUNT(*) FROM {published} WHERE Ejecutivo = 'Perez'")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    ("typed", "found"), [("perez", {"PEREZ", "Perez", "Perez "}), ("PÉR", {"Pérez"}), ("%", set())]
)
def test_somebody_who_looks_for_a_part_need_not_know_how_it_is_written(
    add: Add, typed: str, found: set[str]
) -> None:
    for name in NAMES:
        add(executive=name)

    asked = row_filter.read(PLACEMENTS, {"Ejecutivo__contains": [typed]})

    assert {row.executive for row in asked.rows()} == found
