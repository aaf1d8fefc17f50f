"""What Power BI reads beside the tables: how fresh each of them is, as a view in the database."""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

FRESHNESS = "frescura_datos"
SELECT = """
SELECT v.dataset AS dataset, v.as_of AS fecha_datos, v.published_at AS publicado_utc,
       v.fresh_until AS vigente_hasta_utc, v.run_id AS corrida, r.ties AS cuadra, v.{rows} AS filas
FROM tasks_admin_datasetversion v LEFT JOIN tasks_admin_run r ON r.id = v.run_id
WHERE v.id = (SELECT MAX(n.id) FROM tasks_admin_datasetversion n WHERE n.dataset = v.dataset)
"""
"""One row a dataset: its live version. Moments are in UTC, as everywhere in the database."""
TABLES = {"tasks_admin_datasetversion", "tasks_admin_run"}


def drop(*, using: str, **_: Any) -> None:
    """Take the view away before a migration where it would be in the way.

    SQLite alters a table by replacing it, and refuses while a view names the one that is gone.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        _drop(connection)


def create(*, using: str, **_: Any) -> None:
    """Make the view anew after every migration, where the tables are there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if not {*connection.introspection.table_names(cursor)} >= TABLES:
            return
    select = SELECT.format(rows=connection.ops.quote_name("rows"))
    if connection.vendor == "sqlite":
        _drop(connection)
    how = "CREATE VIEW" if connection.vendor == "sqlite" else "CREATE OR REPLACE VIEW"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {FRESHNESS} AS {select}")


def _drop(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP VIEW IF EXISTS {FRESHNESS}")
