"""The rows in which two versions differ, as a table for a spreadsheet."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import polars as pl

from background import Dataset
from tasks_admin.models import DatasetDifference
from tasks_admin.queries.differences import DifferingRow, row_of

SIZE = 5_000
AMOUNT = pl.Decimal(38, 6)


@dataclass(frozen=True)
class Words:
    """What the columns are called in the reader's language, and the three ways to differ."""

    change: str
    before: str
    after: str
    moved: str
    others: str
    kinds: Mapping[str, str]
    nothing: str


def frames(difference: DatasetDifference, dataset: Dataset, words: Words) -> Iterator[pl.DataFrame]:
    """Yield the kept rows in batches, the largest first; at least one batch.

    Each measure has a column before, after and by how much it moved; the further columns that
    differ are told in one text. Raises FileNotFoundError where the file is gone.
    """
    with gzip.open(difference.file.path, "rt", encoding="utf-8") as lines:
        yield _frame(list(islice(lines, SIZE)), dataset, words)
        while batch := list(islice(lines, SIZE)):
            yield _frame(batch, dataset, words)


def _frame(lines: list[str], dataset: Dataset, words: Words) -> pl.DataFrame:
    rows = [row_of(json.loads(line), dataset.measures) for line in lines]
    columns = [
        pl.Series(words.change, [words.kinds[row.kind] for row in rows], pl.String),
        *(
            pl.Series(name, [row.key[at] for row in rows], pl.String)
            for at, name in enumerate(dataset.key)
        ),
    ]
    if dataset.currency and dataset.currency not in dataset.key:
        columns.append(pl.Series(dataset.currency, [row.currency for row in rows], pl.String))
    for at, name in enumerate(dataset.measures):
        sums = [row.sums[at] for row in rows]
        columns += [
            pl.Series(f"{name} ({words.before})", [one.before for one in sums], AMOUNT),
            pl.Series(f"{name} ({words.after})", [one.after for one in sums], AMOUNT),
            pl.Series(f"{name} ({words.moved})", [one.by for one in sums], AMOUNT),
        ]
    others = [_others(row, words) for row in rows]
    return pl.DataFrame([*columns, pl.Series(words.others, others, pl.String)])


def _others(row: DifferingRow, words: Words) -> str:
    return "; ".join(
        f"{name}: {words.nothing if before is None else before} → "
        f"{words.nothing if after is None else after}"
        for name, before, after in row.others
    )
