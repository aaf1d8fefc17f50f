"""Calculated rows on their way to a table: kept in files until all of them are judged."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from toolbox.receivables.calc.columns import PLACES
from toolbox.receivables.models import Refund


class Spool:
    """A folder of calculated batches, in order; the memory of a run does not grow with them."""

    def __init__(self, folder: Path, empty: pl.DataFrame | None = None) -> None:
        self.folder = folder
        self.parts = 0
        self.rows = 0
        self.empty = empty
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, rows: pl.DataFrame) -> None:
        """Keep a batch as the table will have it: amounts rounded to the column's decimals."""
        if rows.is_empty():
            return
        # Adding zero makes -0.0, which a balance of nothing may come to, plain zero.
        rounded = [
            pl.col(name).round(PLACES[name], mode="half_away_from_zero") + 0.0
            for name in rows.columns
            if name in PLACES
        ]
        rows.with_columns(rounded).write_parquet(self._part(self.parts), compression="lz4")
        self.parts += 1
        self.rows += rows.height

    def scan(self) -> pl.LazyFrame:
        """Return all rows, in order; raises ValueError while there are none of a known shape."""
        if not self.parts and self.empty is not None:
            return self.empty.lazy()
        return pl.scan_parquet([self._part(number) for number in range(self.parts)])

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield the batches as they were added."""
        for number in range(self.parts):
            yield pl.read_parquet(self._part(number))

    def _part(self, number: int) -> Path:
        return self.folder / f"{number:05}.parquet"


def holds_refunds() -> bool:
    """Whether the live table of refunds has any row."""
    return Refund.objects.exists()
