"""How fresh the datasets are, as plain values for programs: JSON, monitors, commands."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from tasks_admin.queries.datasets import DatasetCard, Freshness

WORST_FIRST = tuple(Freshness)


class DatasetFreshness(TypedDict):
    """One dataset: as of when, from which run, whether that ties, and until when it is fresh."""

    dataset: str
    freshness: Freshness
    as_of: date | None
    published_at: datetime | None
    fresh_until: datetime | None
    run: str | None
    ties: bool | None
    rows: int | None


def told(card: DatasetCard) -> DatasetFreshness:
    """Return what programs are told about a dataset."""
    version = card.version
    return {
        "dataset": card.dataset.name,
        "freshness": card.freshness,
        "as_of": version.as_of if version else None,
        "published_at": version.published_at if version else None,
        "fresh_until": card.fresh_until,
        "run": str(card.run.pk) if card.run else None,
        "ties": card.ties,
        "rows": card.rows,
    }


def worst(cards: Iterable[DatasetCard]) -> Freshness:
    """Return how the worst of them stands; fresh where there is none."""
    found = {card.freshness for card in cards}
    return next((one for one in WORST_FIRST if one in found), Freshness.FRESH)
