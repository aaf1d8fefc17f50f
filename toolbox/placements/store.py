"""Calculated rows as the table has them, and a place for those that are read more than once."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl

PLACES = 6
"""Decimals of the table's amounts."""


def as_stored(rows: pl.DataFrame, amounts: Sequence[str]) -> pl.DataFrame:
    """Return rows with their amounts rounded to the decimals of their columns."""
    return rows.with_columns(pl.col(amounts).round(PLACES))


class Spool:
    """A folder of batches, in order; the memory of a run does not grow with them."""

    def __init__(self, folder: Path, batches: Iterable[pl.DataFrame]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.parts: list[Path] = []
        self.rows = 0
        for number, batch in enumerate(batches):
            self.parts.append(folder / f"{number:05}.parquet")
            batch.write_parquet(self.parts[-1], compression="lz4")
            self.rows += batch.height

    def scan(self) -> pl.LazyFrame:
        """Return all rows, in order."""
        return pl.scan_parquet(self.parts)

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield the batches as they came."""
        yield from map(pl.read_parquet, self.parts)
