"""Rows into a staging table, as fast as the database takes them."""

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
from django.db import DatabaseError, connection, transaction

from background import Frame, PublicationRefused
from tasks_admin.services.tables import parts
from tasks_admin.services.tables.staging import Staging, quoted

CHUNK = 5_000
LOCAL_INFILE_REFUSED = frozenset({1148, 2068, 3948, 4166})


def load(staging: Staging, batch: Frame) -> int:
    """Append a batch; return its number of rows.

    Raises PublicationRefused where a value does not fit its column; the live table is untouched.
    """
    frame = batch if isinstance(batch, pl.DataFrame) else _frame(batch)
    if frame.is_empty():
        return 0
    try:
        if connection.vendor == "sqlite":
            parts.insert(staging, frame)
        else:
            _load_mysql(staging, frame)
    except DatabaseError as error:
        raise PublicationRefused(
            "The new version of {dataset} does not fit its table: {error}",
            dataset=staging.dataset.name,
            error=str(error),
        ) from error
    return frame.height


def _frame(batch: Frame) -> pl.DataFrame:
    return pl.DataFrame(batch.rows(), schema=batch.columns, orient="row", infer_schema_length=None)


def _insert(staging: Staging, frame: pl.DataFrame) -> None:
    """Plain inserts, each chunk its own short transaction so that other writers get their turn."""
    columns = ", ".join(quoted(column) for column in frame.columns)
    marks = ", ".join(["%s"] * frame.width)
    statement = f"INSERT INTO {quoted(staging.table)} ({columns}) VALUES ({marks})"  # noqa: S608
    for chunk in frame.iter_slices(CHUNK):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, chunk.rows())


def _load_mysql(staging: Staging, frame: pl.DataFrame) -> None:
    """LOAD DATA from a file of this process; where the server forbids that, plain inserts."""
    try:
        _load_infile(staging, frame)
    except DatabaseError as error:
        if error.args and error.args[0] in LOCAL_INFILE_REFUSED:
            _insert(staging, frame)
        else:
            raise


def _load_infile(staging: Staging, frame: pl.DataFrame) -> None:
    columns = ", ".join(quoted(column) for column in frame.columns)
    flags = [
        pl.col(name).cast(pl.UInt8) for name, kind in frame.schema.items() if kind == pl.Boolean
    ]
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        # Texts are quoted and NULL is not, so that the text "NULL" stays a text.
        frame.with_columns(flags).write_csv(
            Path(file.name), include_header=False, null_value="NULL", quote_style="non_numeric"
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"LOAD DATA LOCAL INFILE %s INTO TABLE {quoted(staging.table)} "
                "CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' "
                f"ESCAPED BY '' LINES TERMINATED BY '\\n' ({columns})",
                [file.name],
            )
            _refuse_warnings(cursor)


def _refuse_warnings(cursor: Any) -> None:
    """LOAD DATA LOCAL turns errors into warnings: a value that was bent to fit is an error here."""
    cursor.execute("SHOW WARNINGS")
    bent = [message for level, _code, message in cursor.fetchall() if level != "Note"]
    if bent:
        raise DatabaseError(bent[0])
