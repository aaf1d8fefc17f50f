"""Workers, queues, figures about them, and who did what."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from background import registry
from tasks_admin.access import Right
from tasks_admin.api.callers import known_only, needs
from tasks_admin.models import AuditEntry
from tasks_admin.models.reading import kept_for_reader
from tasks_admin.queries import audit as deeds
from tasks_admin.queries import queues as board

KEPT_SECONDS = 5
STATS = "api-stats"
router = Router(tags=["machinery"])


class WorkerAnswer(BaseModel):
    """One worker as it last reported; `silent_seconds` is null while it is heard of."""

    name: str
    queues: list[str]
    slots: int
    started_at: datetime
    seen_at: datetime
    silent_seconds: float | None
    runs: list[UUID]


class QueueAnswer(BaseModel):
    """One queue; `oldest_seconds` is how long the oldest run that may start has waited."""

    name: str
    waiting: int
    later: int = Field(description="Runs that may not start yet")
    working: int
    oldest_seconds: float | None
    workers: list[str]


class StatsAnswer(BaseModel):
    """The whole at a glance, at most five seconds old."""

    at: datetime
    workers: dict[str, WorkerAnswer]
    queues: dict[str, QueueAnswer]
    registered_tasks: list[str]


class DeedAnswer(BaseModel):
    """One deed of a person or program."""

    id: int
    at: datetime
    user: str
    action: str
    subject: str
    subject_id: str
    details: dict[str, Any]


class DeedsAnswer(BaseModel):
    """Some deeds, newest first."""

    deeds: list[DeedAnswer]
    older: int | None
    newer: int | None


class Asked(BaseModel):
    """Which deeds; what is left out asks for nothing."""

    model_config = ConfigDict(extra="forbid")

    user: str = Field("", max_length=150)
    action: AuditEntry.Action | None = None
    subject: str = Field("", max_length=191, description="A task, or a kind of thing")
    subject_id: str = Field("", max_length=191)
    since: date | None = None
    until: date | None = None
    older: int | None = Field(None, ge=1, le=2**63 - 1)
    newer: int | None = Field(None, ge=1, le=2**63 - 1)
    limit: int = Field(50, ge=1, le=200)


@router.get(
    "/workers",
    response=list[WorkerAnswer],
    operation_id="list_workers",
    summary="Workers",
    auth=needs(Right.VIEW),
)
def workers(request: HttpRequest) -> list[WorkerAnswer]:
    """Return the workers that report, or did within a day, and what they work on."""
    return [_worker(one) for one in board.workers(timezone.now())]


@router.get(
    "/queues",
    response=list[QueueAnswer],
    operation_id="list_queues",
    summary="Queues",
    auth=needs(Right.VIEW),
)
def queues(request: HttpRequest) -> list[QueueAnswer]:
    """Return every queue: what waits, since when, and who serves it."""
    return [_queue(one) for one in board.board(timezone.now()).queues]


@router.get(
    "/stats",
    response=StatsAnswer,
    operation_id="get_stats",
    summary="Figures",
    auth=needs(Right.VIEW),
)
def stats(request: HttpRequest) -> StatsAnswer:
    """Return workers and queues by name, and the names of all tasks."""
    return stats_now()


@router.get(
    "/audit",
    response=DeedsAnswer,
    operation_id="list_deeds",
    summary="Who did what",
    auth=needs(Right.AUDIT),
)
def audit(request: HttpRequest, asked: Query[Asked]) -> DeedsAnswer:
    """Return a page of deeds, newest first; go on with `older` of the answer."""
    known_only(request, Asked)
    given = {name: str(value) for name, value in asked.model_dump().items() if value is not None}
    page = deeds.page(deeds.AuditFilter.read(given), given, size=asked.limit)
    told = [
        DeedAnswer(
            id=row.id,
            at=row.at,
            user=row.username,
            action=row.action,
            subject=row.subject,
            subject_id=row.subject_id,
            details=row.details,
        )
        for row in page.rows
    ]
    return DeedsAnswer(deeds=told, older=page.older, newer=page.newer)


def stats_now() -> StatsAnswer:
    """Return the figures, those of a moment ago where somebody asked just now."""
    key = kept_for_reader(STATS)
    kept: StatsAnswer | None = cache.get(key)
    if kept is None:
        now = timezone.now()
        found = board.board(now)
        kept = StatsAnswer(
            at=now,
            workers={one.name: _worker(one) for one in found.workers},
            queues={one.name: _queue(one) for one in found.queues},
            registered_tasks=[spec.name for spec in registry],
        )
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _worker(one: board.WorkerRow) -> WorkerAnswer:
    return WorkerAnswer(
        name=one.name,
        queues=list(one.queues),
        slots=one.slots,
        started_at=one.started_at,
        seen_at=one.seen_at,
        silent_seconds=_seconds(one.silent_for),
        runs=[row.id for row in one.works_on],
    )


def _queue(one: board.QueueRow) -> QueueAnswer:
    return QueueAnswer(
        name=one.name,
        waiting=one.waiting,
        later=one.later,
        working=one.working,
        oldest_seconds=_seconds(one.waits_for),
        workers=[worker.name for worker in one.workers],
    )


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds(), 3)
