"""Rows into a table of MariaDB or MySQL: LOAD DATA from a file of this process."""

from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import polars as pl
from django.db import DatabaseError, connection, transaction

from tasks_admin.services.tables.staging import Staging, quoted

CHUNK = 5_000
REFUSED = frozenset({1148, 2068, 3948, 4166})
"""What servers and clients say where files of the client are forbidden."""


@dataclass(frozen=True)
class Infile:
    """Writes batches as CSV into a folder."""

    staging: Staging
    folder: Path

    def write(self, frame: pl.DataFrame) -> "Lines":
        """Write a batch. Texts are quoted and NULL is not, so that the text "NULL" stays a text."""
        file = self.folder / f"{token_hex(4)}.csv"
        kinds = frame.schema.items()
        flags = [pl.col(name).cast(pl.UInt8) for name, kind in kinds if kind == pl.Boolean]
        frame.with_columns(flags).write_csv(
            file, include_header=False, null_value="NULL", quote_style="non_numeric"
        )
        return Lines(self.staging, frame, file)


@dataclass(frozen=True)
class Lines:
    """A batch as CSV."""

    staging: Staging
    frame: pl.DataFrame
    file: Path

    def append(self) -> None:
        """Add its rows to the table; where the server forbids such files, by plain inserts."""
        try:
            self._load()
        except DatabaseError as error:
            if not error.args or error.args[0] not in REFUSED:
                raise
            insert(self.staging, self.frame)
        finally:
            self.file.unlink()

    def _load(self) -> None:
        columns = ", ".join(quoted(column) for column in self.frame.columns)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"LOAD DATA LOCAL INFILE %s INTO TABLE {quoted(self.staging.table)} "
                "CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' "
                f"ESCAPED BY '' LINES TERMINATED BY '\\n' ({columns})",
                [str(self.file)],
            )
            _refuse_warnings(cursor)


def insert(staging: Staging, frame: pl.DataFrame) -> None:
    """Plain inserts, each chunk its own short transaction so that other writers get their turn."""
    columns = ", ".join(quoted(column) for column in frame.columns)
    marks = ", ".join(["%s"] * frame.width)
    statement = f"INSERT INTO {quoted(staging.table)} ({columns}) VALUES ({marks})"  # noqa: S608
    for chunk in frame.iter_slices(CHUNK):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, chunk.rows())


def _refuse_warnings(cursor: Any) -> None:
    """LOAD DATA LOCAL turns errors into warnings: a value that was bent to fit is an error here."""
    cursor.execute("SHOW WARNINGS")
    bent = [message for level, _code, message in cursor.fetchall() if level != "Note"]
    if bent:
        raise DatabaseError(bent[0])
