"""The datasets with their freshness: which version is live, from which run, and how old."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Max
from django.utils import timezone

from background import Dataset, TaskSpec, registry
from background.boards import Board
from tasks_admin.models import DatasetVersion, Run
from tasks_admin.queries.narrowed import is_narrowed


class Freshness(StrEnum):
    """How a dataset stands against what it promises, the worst said first."""

    NEVER = "never"
    STALE = "stale"
    LOOSE = "loose"
    """As new as promised, but the controls of its run do not tie."""
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """One dataset and its live version (None while it was never published)."""

    dataset: Dataset
    version: DatasetVersion | None
    freshness: Freshness

    @property
    def is_stale(self) -> bool:
        """Whether it is older than it promises to be."""
        return self.freshness is Freshness.STALE

    @property
    def fresh_until(self) -> datetime | None:
        """When the next version is due, or was."""
        return _due(self.dataset, self.version) if self.version else None

    @property
    def writers(self) -> list[TaskSpec]:
        """The tasks that write it."""
        return registry.writers(self.dataset.name)

    @property
    def boards(self) -> list[Board]:
        """The boards that look at it."""
        return registry.boards_over(self.dataset.name)

    @property
    def is_narrowed(self) -> bool:
        """Whether the reader sees some of its rows only: the totals of all are not told."""
        return is_narrowed(self.dataset)

    @property
    def rows(self) -> int | None:
        """How many rows the live version has; None where the reader sees some of them only."""
        return self.version.rows if self.version and not self.is_narrowed else None

    @property
    def run(self) -> Run | None:
        """The run that made the live version, while that is kept; None as `rows` is."""
        return self.version.run if self.version and not self.is_narrowed else None

    @property
    def ties(self) -> bool | None:
        """Whether the controls of that run tie; None where it had none or is gone."""
        return self.run.ties if self.run else None


def freshness(now: datetime | None = None) -> list[DatasetCard]:
    """Return a card for every registered dataset, with one query."""
    return _cards(list(registry.datasets().values()), now or timezone.now())


def cards_of(datasets: Iterable[Dataset], now: datetime | None = None) -> list[DatasetCard]:
    """Return the cards of these datasets, with one query."""
    return _cards(list(datasets), now or timezone.now())


def card(name: str, now: datetime | None = None) -> DatasetCard:
    """Return the card of one dataset; raises UnknownDataset."""
    return _cards([registry.dataset(name)], now or timezone.now())[0]


def _cards(datasets: list[Dataset], now: datetime) -> list[DatasetCard]:
    newest = (
        DatasetVersion.objects.filter(dataset__in=[dataset.name for dataset in datasets])
        .order_by()
        .values("dataset")
        .annotate(newest=Max("id"))
        .values("newest")
    )
    live = {
        version.dataset: version
        for version in DatasetVersion.objects.filter(pk__in=newest).select_related("run")
    }
    return [
        DatasetCard(dataset, live.get(dataset.name), _judge(dataset, live.get(dataset.name), now))
        for dataset in datasets
    ]


def _judge(dataset: Dataset, version: DatasetVersion | None, now: datetime) -> Freshness:
    if version is None:
        return Freshness.NEVER
    if now > _due(dataset, version):
        return Freshness.STALE
    loose = version.run is not None and version.run.ties is False
    return Freshness.LOOSE if loose else Freshness.FRESH


def _due(dataset: Dataset, version: DatasetVersion) -> datetime:
    return dataset.promise.fresh_until(version.as_of, version.published_at)
