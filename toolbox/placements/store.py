"""Calculated rows on their way to the table: kept in files until all of them are judged."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

PLACES = 6
"""Decimals of the table's amounts."""


class Spool:
    """A folder of calculated batches, in order; the memory of a run does not grow with them."""

    def __init__(self, folder: Path, amounts: Sequence[str]) -> None:
        self.folder = folder
        self.amounts = amounts
        self.parts = 0
        self.rows = 0
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, rows: pl.DataFrame) -> None:
        """Keep a batch as the table will have it: amounts rounded to the column's decimals."""
        if rows.is_empty():
            return
        table = rows.with_columns(pl.col(self.amounts).round(PLACES))
        table.write_parquet(self._part(self.parts), compression="lz4")
        self.parts += 1
        self.rows += rows.height

    def scan(self) -> pl.LazyFrame:
        """Return all rows, in order."""
        return pl.scan_parquet([self._part(number) for number in range(self.parts)])

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield the batches as they were added."""
        for number in range(self.parts):
            yield pl.read_parquet(self._part(number))

    def _part(self, number: int) -> Path:
        return self.folder / f"{number:05}.parquet"
