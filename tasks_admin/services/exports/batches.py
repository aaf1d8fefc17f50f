"""All rows of a filter, in typed batches, from one single SELECT.

One statement sees one version: on SQLite (WAL) it reads the snapshot of the moment it began, on
MariaDB it keeps its table, whatever is renamed meanwhile. Paging through the table, or several
statements in a transaction, would not: a RENAME between two statements shows the second one the
new table. The price on MariaDB is that the swap waits until the last row is read, so whoever
reads here must not wait for somebody slow (`spooled`).
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection, connections

from tasks_admin.queries.dataset_columns import ColumnKind, DatasetColumn
from tasks_admin.queries.dataset_rows import order_of
from tasks_admin.queries.row_filter import RowFilter
from tasks_admin.wording import listed

SIZE = 10_000
PIECE = 256 * 1024
FIELD_TYPE_DECIMAL = 246
"""What MySQL's protocol calls an exact decimal (MYSQL_TYPE_NEWDECIMAL)."""
READ_AS: dict[ColumnKind, Any] = {
    ColumnKind.TEXT: pl.String,
    ColumnKind.WHOLE: pl.Int64,
    ColumnKind.NUMBER: pl.Float64,
    ColumnKind.DAY: pl.Date,
    ColumnKind.MOMENT: pl.Datetime("us"),
    ColumnKind.FLAG: pl.Boolean,
    ColumnKind.WORDS: pl.String,
}


def batches(asked: RowFilter) -> Iterator[pl.DataFrame]:
    """Yield the rows that a download holds, in the order of the page; at least one batch.

    Amounts are exact decimals (to 15 digits where SQLite stored them), days are dates, moments
    are naive local times, for spreadsheets know no zones. Columns of a layout that the table does
    not have are there and empty.
    """
    columns = [one for one in asked.exported if one.attribute]
    names = [one.name for one in asked.exported]
    rows = order_of(asked).apply(asked.rows()).values_list(*[one.attribute for one in columns])
    statement, values = rows.query.sql_with_params()
    with _cursor() as cursor:
        cursor.execute(statement, values)
        yield _arranged(_frame(cursor.fetchmany(SIZE), columns), names)
        while found := cursor.fetchmany(SIZE):
            yield _arranged(_frame(found, columns), names)


def spooled(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes, read ahead as fast as the database gives them where it must be.

    A download takes as long as its reader's line; on MariaDB it would hold the table for so long.
    """
    if connection.vendor != "mysql":
        yield from pieces
        return
    with tempfile.TemporaryFile() as file:
        for piece in pieces:
            file.write(piece)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


@contextmanager
def _cursor() -> Iterator[Any]:
    """A cursor that reads from the server row by row instead of loading the whole answer.

    MySQL's needs a connection of its own: nothing else can be asked until the last row is read.
    It hands amounts over as texts: making columns of them is several times as fast as making an
    object of each, and as exact.
    """
    if connection.vendor != "mysql":
        with connection.cursor() as cursor:
            yield cursor
        return
    own: Any = connections.create_connection("default")
    own.connect()
    own.connection.converter[FIELD_TYPE_DECIMAL] = str
    try:
        yield own.connection.cursor(import_module("MySQLdb.cursors").SSCursor)
    finally:
        # Not the wrapper's close(): the Parquet writer ends in a thread of its own.
        own.connection.close()


def _arranged(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    absent = [name for name in names if name not in frame.columns]
    empty = [pl.lit(None, pl.String).alias(name) for name in absent]
    return frame.with_columns(empty).select(names)


def _frame(rows: Sequence[tuple[Any, ...]], columns: Sequence[DatasetColumn]) -> pl.DataFrame:
    frame = pl.DataFrame(
        rows, schema={one.name: _read_as(one) for one in columns}, orient="row", strict=False
    )
    told = [_told(frame[one.name]) for one in columns if one.kind is ColumnKind.WORDS]
    return frame.with_columns(_exact(one) for one in columns).with_columns(told)


def _told(values: pl.Series) -> pl.Series:
    """Stored sentences in words; not by polars, whose threads do not know the reader's language."""
    words = [text and (listed(json.loads(text)) or None) for text in values]
    return pl.Series(values.name, words, pl.String)


def _read_as(column: DatasetColumn) -> Any:
    if connection.vendor != "mysql":
        return READ_AS[column.kind]
    if column.kind is ColumnKind.FLAG:
        return pl.Int64
    return pl.String if _decimal(column) else READ_AS[column.kind]


def _exact(column: DatasetColumn) -> pl.Expr:
    value = pl.col(column.name)
    if column.kind is ColumnKind.FLAG:
        return value.cast(pl.Boolean)
    if column.kind is ColumnKind.MOMENT:
        moment = value.dt.replace_time_zone(column.stored_in)
        return moment.dt.convert_time_zone(settings.TIME_ZONE).dt.replace_time_zone(None)
    decimal = _decimal(column)
    if decimal is None:
        return value
    if connection.vendor == "mysql":
        value = value.str.to_decimal(scale=decimal.scale)
    return value.cast(decimal)


def _decimal(column: DatasetColumn) -> pl.Decimal | None:
    if column.places is None or column.digits is None:
        return None
    return pl.Decimal(column.digits, column.places)
