"""Rows into a table of SQLite by way of a small database of their own.

Handing SQLite a value at a time from Python is most of the work of a load, and holds the
interpreter's lock. So a batch goes, column by column and in C, into the same table of a database
file that nobody else opens, and from there its records are copied as they are: SQLite does that
without looking into them where both tables are alike. The file is closed before the database of
the console opens it, because two libraries of SQLite must never have a file open in one process.
"""

import tempfile
from pathlib import Path

import polars as pl
from adbc_driver_manager import Error
from adbc_driver_sqlite import dbapi
from django.db import DatabaseError, connection, models, transaction
from polars import selectors

from tasks_admin.services.tables.staging import Staging, quoted

FAST = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF")
"""Nobody needs the part after a crash."""
TEXTS = selectors.temporal() | selectors.decimal() | selectors.by_dtype(pl.Null)
"""What goes over as text or not at all; a column of dates or amounts makes of it what it is."""


def insert(staging: Staging, frame: pl.DataFrame) -> None:
    """Append rows in one short transaction; raises DatabaseError where a value does not fit."""
    numbered = _numbered(staging, frame).with_columns(TEXTS.cast(pl.String))
    with tempfile.TemporaryDirectory(prefix="part-") as folder:
        part = Path(folder) / "part.sqlite3"
        _fill(part, staging, numbered)
        _copy(part, staging)


def _numbered(staging: Staging, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows count on from those of the table, as its automatic key would."""
    key = staging.dataset.model._meta.pk
    if not isinstance(key, models.AutoField) or key.column in frame.columns:
        return frame
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX({quoted(key.column)}) FROM {quoted(staging.table)}")  # noqa: S608
        last = cursor.fetchone()[0] or 0
    return frame.with_columns(pl.int_range(last + 1, last + 1 + pl.len()).alias(key.column))


def _fill(part: Path, staging: Staging, frame: pl.DataFrame) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [staging.table])
        [definition] = cursor.fetchone()
    try:
        with dbapi.connect(str(part), autocommit=True) as made, made.cursor() as cursor:
            for statement in (*FAST, definition):
                cursor.executescript(statement)
            cursor.adbc_ingest(staging.table, frame, mode="append")
    except Error as error:
        raise DatabaseError(str(error)) from error


def _copy(part: Path, staging: Staging) -> None:
    table = quoted(staging.table)
    with connection.cursor() as cursor:
        cursor.execute("ATTACH %s AS part", [str(part)])
        try:
            with transaction.atomic():
                cursor.execute(f"INSERT INTO main.{table} SELECT * FROM part.{table}")  # noqa: S608
        finally:
            cursor.execute("DETACH part")
