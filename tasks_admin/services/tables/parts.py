"""Rows into a table of SQLite by way of a small database of their own.

Handing SQLite a value at a time from Python is most of the work of a load, and holds the
interpreter's lock. So a batch goes, column by column and in C, into the same table of a database
file that nobody else opens, and from there its records are copied as they are: SQLite does that
without looking into them where both tables are alike. The file is closed before the database of
the console opens it, because two libraries of SQLite must never have a file open in one process.
"""

from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

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


class Parts:
    """Writes batches as databases into a folder; nobody else adds rows to the table meanwhile."""

    def __init__(self, staging: Staging, folder: Path) -> None:
        self.staging, self.folder = staging, folder
        self.key = staging.dataset.model._meta.pk
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [staging.table])
            [self.definition] = cursor.fetchone()
            column, table = quoted(self.key.column), quoted(staging.table)
            cursor.execute(f"SELECT MAX({column}) FROM {table}")  # noqa: S608
            self.last = cursor.fetchone()[0] or 0

    def write(self, frame: pl.DataFrame) -> "Part":
        """Write a batch into a database of its own."""
        rows = self._numbered(frame).with_columns(TEXTS.cast(pl.String))
        file = self.folder / f"{token_hex(4)}.sqlite3"
        try:
            with dbapi.connect(str(file), autocommit=True) as made, made.cursor() as cursor:
                for statement in (*FAST, self.definition):
                    cursor.executescript(statement)
                cursor.adbc_ingest(self.staging.table, rows, mode="append")
        except Error as error:
            raise DatabaseError(str(error)) from error
        return Part(self.staging, file)

    def _numbered(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows count on from those of the table, as its automatic key would."""
        name = self.key.column
        if not isinstance(self.key, models.AutoField) or name in frame.columns:
            return frame
        first, self.last = self.last + 1, self.last + frame.height
        return frame.with_columns(pl.int_range(first, self.last + 1).alias(name))


@dataclass(frozen=True)
class Part:
    """A batch as a database."""

    staging: Staging
    file: Path

    def append(self) -> None:
        """Copy its rows to the table."""
        table = quoted(self.staging.table)
        with connection.cursor() as cursor:
            cursor.execute("ATTACH %s AS part", [str(self.file)])
            try:
                with transaction.atomic():
                    cursor.execute(
                        f"INSERT INTO main.{table} SELECT * FROM part.{table}"  # noqa: S608
                    )
            finally:
                cursor.execute("DETACH part")
        self.file.unlink()
