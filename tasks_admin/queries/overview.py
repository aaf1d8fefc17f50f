"""Is everything all right, and what is next?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from tasks_admin.models import Run
from tasks_admin.models.status import ACTIVE, GONE_WRONG, WAITING, WORKING
from tasks_admin.queries.datasets import DatasetCard, Freshness, freshness
from tasks_admin.queries.desk import open_rows
from tasks_admin.queries.heartbeats import Life, signs_of_life
from tasks_admin.queries.run_ids import first_at
from tasks_admin.queries.run_rows import COLUMNS, RunRow, rows
from tasks_admin.queries.schedules import PauseOfAll, pause_of_all
from tasks_admin.queries.upcoming import Upcoming, upcoming

LOOK_BACK = timedelta(hours=24)
SHOWN = 10
RECENT = 8


@dataclass(frozen=True, slots=True)
class DatasetState:
    """A dataset as the overview shows it."""

    name: str
    title: str
    freshness: Freshness
    is_stale: bool
    as_of: date | None
    published_at: datetime | None
    rows: int | None
    ties: bool | None
    run_id: UUID | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the first page shows; plain values, so that two answers can be compared."""

    working: int
    waiting: int
    active: list[RunRow]
    failed: list[RunRow]
    failed_more: bool
    recent: list[RunRow]
    upcoming: list[Upcoming]
    all_paused: PauseOfAll | None
    datasets: list[DatasetState]
    life: list[Life]
    set_aside: int

    @property
    def stale(self) -> int:
        """How many datasets are older than they promise."""
        return sum(dataset.is_stale for dataset in self.datasets)

    @property
    def loose(self) -> int:
        """How many datasets are new enough but do not tie."""
        return sum(dataset.freshness is Freshness.LOOSE for dataset in self.datasets)

    @property
    def is_well(self) -> bool:
        """Whether nothing needs anybody's attention."""
        return not (self.failed or self.stale or self.loose) and all(
            one.is_well for one in self.life
        )


def overview(now: datetime) -> Overview:
    """Return how things stand at `now`."""
    tally = dict(
        Run.seen.filter(status__in=ACTIVE).order_by().values_list("status").annotate(Count("pk"))
    )
    runs = Run.seen.order_by("-id").only(*COLUMNS)
    failed = list(
        runs.filter(status__in=GONE_WRONG, pk__gte=first_at(now - LOOK_BACK))[: SHOWN + 1]
    )
    return Overview(
        working=sum(tally.get(status, 0) for status in WORKING),
        waiting=sum(tally.get(status, 0) for status in WAITING),
        active=rows(_newest(runs, tally)),
        failed=rows(failed[:SHOWN]),
        failed_more=len(failed) > SHOWN,
        recent=rows(runs[:RECENT]),
        upcoming=upcoming(now),
        all_paused=pause_of_all(now),
        datasets=[_dataset(card) for card in freshness(now)],
        life=signs_of_life(now),
        set_aside=open_rows(),
    )


def _newest(runs: QuerySet[Run], statuses: Iterable[str]) -> list[Run]:
    """Return the newest runs in these statuses: one query for each, in the order of its index.

    One query for all would read run after run until it has found enough.
    """
    found = [run for status in statuses for run in runs.filter(status=status)[:SHOWN]]
    return sorted(found, key=lambda run: run.pk, reverse=True)[:SHOWN]


def _dataset(card: DatasetCard) -> DatasetState:
    version = card.version
    return DatasetState(
        name=card.dataset.name,
        title=card.dataset.title,
        freshness=card.freshness,
        is_stale=card.is_stale,
        as_of=version.as_of if version else None,
        published_at=version.published_at if version else None,
        rows=card.rows,
        ties=card.ties,
        run_id=card.run.pk if card.run else None,
    )
