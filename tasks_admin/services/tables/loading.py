"""Rows into a staging table, as fast as the database takes them."""

import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import polars as pl
from django.db import DatabaseError, connection

from background import Frame, PublicationRefused
from tasks_admin.services.tables.infile import Infile
from tasks_admin.services.tables.parts import Parts
from tasks_admin.services.tables.staging import Staging


class Written(Protocol):
    """A batch in a file, as the database takes it."""

    def append(self) -> None:
        """Add its rows to the table in one short transaction; raises DatabaseError."""
        ...


class Loader(Protocol):
    """One kind of database's way to take many rows."""

    def write(self, frame: pl.DataFrame) -> Written:
        """Write a batch into a file, without the connection; raises DatabaseError."""
        ...


def load(staging: Staging, batches: Iterable[Frame]) -> int:
    """Append batches; return their number of rows.

    While one is appended, a thread writes the next one's file, and `batches` may make the one
    after that: none of the three waits for the others.
    Raises PublicationRefused where a value does not fit its column, and whatever the making of a
    batch raises; the live table is untouched.
    """
    rows = 0
    with (
        tempfile.TemporaryDirectory(prefix="load-") as folder,
        ThreadPoolExecutor(1, thread_name_prefix="load") as pool,
    ):
        kind = Parts if connection.vendor == "sqlite" else Infile
        for height, coming in _written(kind(staging, Path(folder)), pool, batches):
            try:
                coming.result().append()
            except DatabaseError as error:
                raise PublicationRefused(
                    "The new version of {dataset} does not fit its table: {error}",
                    dataset=staging.dataset.name,
                    error=str(error),
                ) from error
            rows += height
    return rows


def _written(
    loader: Loader, pool: ThreadPoolExecutor, batches: Iterable[Frame]
) -> Iterator[tuple[int, Future[Written]]]:
    """Yield the height of each batch and its file, one behind what the thread is given."""
    before: tuple[int, Future[Written]] | None = None
    for batch in batches:
        frame = batch if isinstance(batch, pl.DataFrame) else _frame(batch)
        if frame.is_empty():
            continue
        coming = (frame.height, pool.submit(loader.write, frame))
        if before:
            yield before
        before = coming
    if before:
        yield before


def _frame(batch: Frame) -> pl.DataFrame:
    return pl.DataFrame(batch.rows(), schema=batch.columns, orient="row", infer_schema_length=None)
