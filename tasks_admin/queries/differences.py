"""What publications changed, for the pages of the run and of the dataset."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from background import Dataset, registry
from tasks_admin.models import DatasetDifference, DatasetVersion, Run
from tasks_admin.queries.narrowed import is_narrowed

CENT = Decimal("0.005")
"""What is less than half a cent apart is shown as the same."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An amount before and after; None where there was none."""

    before: Decimal | None
    after: Decimal | None

    @property
    def by(self) -> Decimal:
        """By how much it moved, signed."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))

    @property
    def is_still(self) -> bool:
        """Whether readers would see no movement."""
        return abs(self.by) < CENT


@dataclass(frozen=True, slots=True)
class MovedTotal:
    """The sum of one measure in one currency; of the rows where there is no measure."""

    measure: str
    currency: str
    moved: Moved


@dataclass(frozen=True, slots=True)
class DifferingRow:
    """One row that was added, is gone or changed; `others` are its further columns that differ."""

    kind: str
    key: list[str]
    currency: str
    sums: list[Moved]
    others: list[tuple[str, Any, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A version against the one before it; `before` is None once that is forgotten."""

    run_id: UUID
    dataset: str
    title: str
    key: tuple[str, ...]
    measures: tuple[str, ...]
    currency: str
    is_dry: bool
    before: DatasetVersion | None
    has_rows: bool
    added: int
    gone: int
    changed: int
    totals: list[MovedTotal]
    columns: dict[str, int]
    largest: list[DifferingRow]
    kept: int

    @property
    def differing(self) -> int:
        """How many rows differ."""
        return self.added + self.gone + self.changed

    @property
    def shows_all(self) -> bool:
        """Whether the page shows every row that differs."""
        return len(self.largest) == self.differing


def differences_of(run: Run) -> list[Difference]:
    """Return what the run changed, or as a dry run would change, in each dataset it published."""
    found = DatasetDifference.objects.filter(run=run).select_related("before")
    return [difference for one in found.order_by("dataset") for difference in _known(one)]


def difference_of(version: DatasetVersion | None) -> Difference | None:
    """Return what the version changed; None where there was nothing to compare with."""
    found = DatasetDifference.objects.filter(version=version).select_related("before")
    first = found.first() if version else None
    return next(_known(first), None) if first else None


def stored(run_id: UUID, dataset: str) -> DatasetDifference | None:
    """Return the difference itself, for its file; None where the reader is not to see it."""
    known = registry.datasets().get(dataset)
    if known is None or is_narrowed(known):
        return None
    found = DatasetDifference.objects.filter(run_id=run_id, dataset=dataset)
    return found.filter(run__in=Run.seen.all()).first()


def row_of(line: dict[str, Any], measures: tuple[str, ...]) -> DifferingRow:
    """Return a stored row with its amounts as numbers."""
    return DifferingRow(
        kind=line["kind"],
        key=["" if one is None else str(one) for one in line["key"]],
        currency=line["currency"] or "",
        sums=[_moved(line["sums"].get(name, (None, None))) for name in measures],
        others=[(name, *sides) for name, sides in line["others"].items()],
    )


def _known(one: DatasetDifference) -> Iterator[Difference]:
    """Yield it as it is shown; nothing for a dataset that is no longer registered.

    Nor for one of which the reader sees some rows only: what changed is told of all of them.
    """
    dataset = registry.datasets().get(one.dataset)
    if dataset is None or is_narrowed(dataset):
        return
    yield Difference(
        run_id=one.run_id,
        dataset=dataset.name,
        title=dataset.title,
        key=dataset.key,
        measures=dataset.measures,
        currency=dataset.currency,
        is_dry=one.version_id is None,
        before=one.before,
        has_rows=one.has_rows,
        added=one.added,
        gone=one.gone,
        changed=one.changed,
        totals=list(_totals(dataset, one.totals)),
        columns=one.columns,
        largest=[row_of(line, dataset.measures) for line in one.largest],
        kept=one.kept,
    )


def _totals(dataset: Dataset, stored: list[dict[str, Any]]) -> Iterator[MovedTotal]:
    for line in stored:
        currency = line["currency"] or ""
        yield MovedTotal("", currency, _moved(line["rows"]))
        for name in dataset.measures:
            if name in line["sums"]:
                yield MovedTotal(name, currency, _moved(line["sums"][name]))


def _moved(sides: Any) -> Moved:
    before, after = (None if one is None else Decimal(str(one)) for one in sides)
    return Moved(before, after)
