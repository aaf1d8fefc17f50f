"""A staging table beside the live one: made, counted, indexed and dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.state import ModelState

from background import Dataset

MARK = "__"
PREVIOUS = f"{MARK}previous"
NAME_LIMIT = 60
KEY_BYTES, KEY_PREFIX = 3_072, 64
"""How long a key of InnoDB may be, and how much of each text is indexed where it is longer."""


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
    def previous(self) -> str:
        """Where the version before the live one is kept, for comparisons."""
        return f"{self.live}{PREVIOUS}"

    @property
    def old(self) -> str:
        """What a table that is no longer needed is called until it is dropped."""
        return f"{self.table}_old"


def create(dataset: Dataset, suffix: str) -> Staging:
    """Create an empty table like the live one, without indexes; return it."""
    staging = Staging(dataset, f"{dataset.model._meta.db_table}{MARK}{suffix}")
    with connection.schema_editor() as editor:
        editor.create_model(_like(dataset.model, staging.table))
    if connection.vendor == "mysql":
        _tell_texts_apart(staging.table)
    return staging


def _tell_texts_apart(table: str) -> None:
    """Make every text equal to itself only, as on SQLite and in the calculations.

    By MySQL's own rules "Pérez", "PEREZ" and "perez " are one value: of two that differ so, one
    line of a board would stand for both, and one key for two rows.
    """
    is_mariadb = getattr(connection, "mysql_is_mariadb", False)
    collation = "utf8mb4_nopad_bin" if is_mariadb else "utf8mb4_0900_bin"
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE {quoted(table)} CONVERT TO CHARACTER SET utf8mb4 COLLATE {collation}"
        )


def index(staging: Staging) -> None:
    """Build an index for the key and for each filter column, after the rows are in."""
    dataset = staging.dataset
    wanted = [quoted(column) for column in dataset.filters]
    if dataset.key and dataset.key not in {(column,) for column in dataset.filters}:
        wanted.append(key_columns(dataset))
    named = [
        (quoted(f"{staging.table}_{number}"[-NAME_LIMIT:]), columns)
        for number, columns in enumerate(wanted)
    ]
    table = quoted(staging.table)
    if connection.vendor == "mysql" and named:
        # One statement for all of them, so that the table is altered once.
        added = ", ".join(f"ADD INDEX {name} ({columns})" for name, columns in named)
        statements = [f"ALTER TABLE {table} {added}"]
    else:
        statements = [f"CREATE INDEX {name} ON {table} ({columns})" for name, columns in named]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def key_columns(dataset: Dataset) -> str:
    """Return the key's columns as an index takes them; of long texts MySQL takes the beginning."""
    fields = {field.column: field for field in dataset.model._meta.concrete_fields}
    lengths = {name: _length(fields[name]) for name in dataset.key}
    if connection.vendor != "mysql" or 4 * sum(lengths.values()) <= KEY_BYTES:
        return ", ".join(quoted(name) for name in dataset.key)
    return ", ".join(
        f"{quoted(name)}({KEY_PREFIX})" if length > KEY_PREFIX else quoted(name)
        for name, length in lengths.items()
    )


def _length(field: Any) -> int:
    """How many characters of a column an index would hold."""
    if isinstance(field, models.TextField):
        return KEY_BYTES
    return int(field.max_length or 8)


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
    live = dataset.model._meta.db_table
    return [
        name
        for name in _tables()
        if name.startswith(f"{live}{MARK}") and name != f"{live}{PREVIOUS}"
    ]


def exists(table: str) -> bool:
    """Return whether there is such a table."""
    return table in _tables()


def quoted(name: str) -> str:
    """Return a table or column name quoted for this database."""
    return connection.ops.quote_name(name)


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def _like(model: type[models.Model], table: str) -> Any:
    """The same model under another table name, in a registry of its own."""
    state = ModelState.from_model(model)
    state.options = {**state.options, "db_table": table, "indexes": []}
    return state.render(Apps())
