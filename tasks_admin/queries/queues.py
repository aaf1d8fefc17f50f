"""Queues and workers: what waits where, who serves it, and who works on what.

Everything comes from what workers report and what runs record; nobody asks a worker.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce

from background import registry
from background.queues import Queue
from tasks_admin.models import Heartbeat, Run
from tasks_admin.models.status import ACTIVE, WAITING, WORKING
from tasks_admin.queries.heartbeats import FORGOTTEN_AFTER
from tasks_admin.queries.run_rows import COLUMNS, RunRow, rows


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """One worker, and the runs it has in hand; silent ones are shown as they were."""

    name: str
    queues: tuple[str, ...]
    slots: int
    started_at: datetime
    seen_at: datetime
    silent_for: timedelta | None
    works_on: tuple[RunRow, ...]

    @property
    def is_busy(self) -> bool:
        """Whether it can take no further run."""
        return len(self.works_on) >= self.slots


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One queue: runs that may start now, those that may not yet, and those at work.

    `waits_for` is how long the oldest run that may start has been waiting.
    """

    name: str
    waiting: int
    later: int
    working: int
    waits_for: timedelta | None
    workers: tuple[WorkerRow, ...]
    silent: tuple[WorkerRow, ...]
    tasks: tuple[str, ...]

    @property
    def is_served(self) -> bool:
        """Whether a living worker takes runs from it."""
        return bool(self.workers)

    @property
    def is_stuck(self) -> bool:
        """Whether something waits for a worker and there is none."""
        return self.waiting > 0 and not self.workers


@dataclass(frozen=True, slots=True)
class Board:
    """All queues and workers; `elsewhere` are runs in the hands of what does not report."""

    queues: tuple[QueueRow, ...]
    workers: tuple[WorkerRow, ...]
    elsewhere: tuple[RunRow, ...]


def ready(now: datetime) -> Q:
    """Return the condition of runs that may start as soon as a worker is free."""
    return Q(status__in=WAITING, held_back=False) & (Q(not_before=None) | Q(not_before__lte=now))


def board(now: datetime) -> Board:
    """Return how queues and workers stand at `now`, with three queries."""
    at_work = _at_work()
    reporting = _workers(now, at_work)
    known = {worker.name for worker in reporting}
    lost = [run for name, runs in at_work.items() if name not in known for run in runs]
    return Board(tuple(_queues(now, reporting)), reporting, tuple(rows(lost)))


def workers(now: datetime) -> tuple[WorkerRow, ...]:
    """Return the workers by name, each with what it works on."""
    return _workers(now, _at_work())


def _at_work() -> dict[str, list[Run]]:
    """The runs that a worker has in hand, by its name, oldest first."""
    found: dict[str, list[Run]] = {}
    # In no order: asked for one, SQLite may read the whole table in it to find these few.
    working = Run.seen.filter(status__in=WORKING).only(*COLUMNS, "worker").order_by()
    for run in sorted(working, key=lambda run: run.pk):
        if run.worker:  # else it only waits for its children
            found.setdefault(run.worker, []).append(run)
    return found


def _workers(now: datetime, at_work: dict[str, list[Run]]) -> tuple[WorkerRow, ...]:
    """Silent workers are left out after a day, unless nobody is left."""
    reported = list(Heartbeat.objects.filter(kind=Heartbeat.Kind.WORKER).order_by("name"))
    anybody = any(not one.is_stale(now) for one in reported)
    return tuple(
        WorkerRow(
            name=one.name,
            queues=tuple(one.queues),
            slots=one.slots,
            started_at=one.started_at,
            seen_at=one.seen_at,
            silent_for=now - one.seen_at if one.is_stale(now) else None,
            works_on=tuple(rows(at_work.get(one.name, []))),
        )
        for one in reported
        if not anybody or now - one.seen_at < FORGOTTEN_AFTER
    )


def _queues(now: datetime, reporting: Iterable[WorkerRow]) -> Iterable[QueueRow]:
    """Every queue that there is, that a task names, that a worker serves or a run waits on."""
    tallies = {tally["queue"]: tally for tally in _tallies(now)}
    names = {*map(str, Queue), *(str(spec.queue) for spec in registry), *tallies}
    names.update(queue for worker in reporting for queue in worker.queues)
    for name in sorted(names):
        serving = [worker for worker in reporting if name in worker.queues]
        tally = tallies.get(name, {})
        since = tally.get("since")
        yield QueueRow(
            name=name,
            waiting=tally.get("waiting", 0),
            later=tally.get("later", 0),
            working=tally.get("working", 0),
            waits_for=now - since if since else None,
            workers=tuple(worker for worker in serving if worker.silent_for is None),
            silent=tuple(worker for worker in serving if worker.silent_for is not None),
            tasks=tuple(spec.title for spec in registry if spec.queue == name),
        )


def _tallies(now: datetime) -> Iterable[dict[str, Any]]:
    """Count the unfinished runs by queue, in one query."""
    may_start = ready(now)
    active = Run.seen.filter(status__in=ACTIVE).order_by()
    return active.values("queue").annotate(
        waiting=Count("pk", filter=may_start),
        later=Count("pk", filter=Q(status__in=WAITING) & ~may_start),
        working=Count("pk", filter=Q(status__in=WORKING) & ~Q(worker="")),
        since=Min(Coalesce("not_before", "requested_at"), filter=may_start),
    )
