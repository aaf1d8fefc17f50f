"""The values that a column can be filtered by, where they are few."""

from django.core.cache import cache
from django.db import connection

from background import Dataset
from tasks_admin.models import DatasetVersion
from tasks_admin.queries.dataset_columns import ColumnKind, DatasetColumn, columns_of
from tasks_admin.queries.narrowed import is_narrowed
from tasks_admin.queries.row_filter import RowFilter

FEW = 40
KEPT_SECONDS = 24 * 3600
DISTINCT = "SELECT DISTINCT {name} FROM {table} LIMIT {most}"
"""MySQL leaps from each value to the next in the index by itself."""
LEAPS = """
WITH RECURSIVE leap(v, n) AS (
  SELECT MIN({name}), 1 FROM {table}
  UNION ALL
  SELECT (SELECT MIN({name}) FROM {table} WHERE {name} > leap.v), leap.n + 1
  FROM leap WHERE leap.v IS NOT NULL AND leap.n < {most}
)
SELECT v FROM leap
"""
"""SQLite would read the whole index: here each value is one search for the next."""


def choices(dataset: Dataset, version: DatasetVersion | None) -> dict[str, list[str]]:
    """Return the values of each text column that operators filter by, if it has few.

    Kept with the version: they are looked up once after each publication. Those of a table that
    is written in place are looked up each time.
    """
    is_limited = is_narrowed(dataset)
    may_be_kept = version and not dataset.in_place and not is_limited
    key = f"dataset-choices:{dataset.name}:{version.pk}" if version and may_be_kept else ""
    known: dict[str, list[str]] | None = cache.get(key) if key else None
    if known is not None:
        return known
    found = {
        column.name: values
        for column in columns_of(dataset).values()
        if column.is_filter
        and column.kind is ColumnKind.TEXT
        and (values := (_of_reader if is_limited else _values)(dataset, column)) is not None
    }
    if key:
        cache.set(key, found, KEPT_SECONDS)
    return found


def _of_reader(dataset: Dataset, column: DatasetColumn) -> list[str] | None:
    """Those of the rows that whoever reads may see."""
    found = RowFilter(dataset).rows().values_list(column.attribute, flat=True).distinct()
    values = sorted(filter(None, found[: FEW + 2]))
    return values if 0 < len(values) <= FEW else None


def _values(dataset: Dataset, column: DatasetColumn) -> list[str] | None:
    name = connection.ops.quote_name(column.name)
    table = connection.ops.quote_name(dataset.model._meta.db_table)
    statement = (LEAPS if connection.vendor == "sqlite" else DISTINCT).format(
        name=name, table=table, most=FEW + 2
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        values = sorted(value for (value,) in cursor.fetchall() if value)
    return values if 0 < len(values) <= FEW else None
