"""A staging table beside the live one: made, counted, indexed and dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.state import ModelState

from background import Dataset

MARK = "__"
NAME_LIMIT = 60


@dataclass(frozen=True)
class Staging:
    """One new version of a dataset's table, not yet seen by readers."""

    dataset: Dataset
    table: str

    @property
    def live(self) -> str:
        """The table that readers see."""
        name: str = self.dataset.model._meta.db_table
        return name

    @property
    def old(self) -> str:
        """What the live table is called once it is replaced, until it is dropped."""
        return f"{self.table}_old"


def create(dataset: Dataset, suffix: str) -> Staging:
    """Create an empty table like the live one, without indexes; return it."""
    staging = Staging(dataset, f"{dataset.model._meta.db_table}{MARK}{suffix}")
    with connection.schema_editor() as editor:
        editor.create_model(_like(dataset.model, staging.table))
    return staging


def index(staging: Staging) -> None:
    """Build an index for each column that operators filter by, after the rows are in."""
    named = [
        (quoted(f"{staging.table}_{number}"[-NAME_LIMIT:]), quoted(column))
        for number, column in enumerate(staging.dataset.filters)
    ]
    table = quoted(staging.table)
    if connection.vendor == "mysql" and named:
        # One statement for all of them, so that the table is altered once.
        added = ", ".join(f"ADD INDEX {name} ({column})" for name, column in named)
        statements = [f"ALTER TABLE {table} {added}"]
    else:
        statements = [f"CREATE INDEX {name} ON {table} ({column})" for name, column in named]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def count(table: str) -> int:
    """Return the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {quoted(table)}")  # noqa: S608
        return int(cursor.fetchone()[0])


def drop(tables: Iterable[str]) -> None:
    """Drop tables; those that are gone already are passed over."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE IF EXISTS {quoted(table)}")


def leftovers(dataset: Dataset) -> list[str]:
    """Return the staging tables of this dataset, from this or any other run."""
    prefix = f"{dataset.model._meta.db_table}{MARK}"
    with connection.cursor() as cursor:
        return [
            name for name in connection.introspection.table_names(cursor) if name.startswith(prefix)
        ]


def quoted(name: str) -> str:
    """Return a table or column name quoted for this database."""
    return connection.ops.quote_name(name)


def _like(model: type[models.Model], table: str) -> Any:
    """The same model under another table name, in a registry of its own."""
    state = ModelState.from_model(model)
    state.options = {**state.options, "db_table": table, "indexes": []}
    return state.render(Apps())
