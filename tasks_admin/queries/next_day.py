"""What the next 24 hours bring: the runs at work, those that wait, and what comes by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from background.errors import FieldError
from tasks_admin.models import Run
from tasks_admin.models.status import WAITING, WORKING
from tasks_admin.planning.rules import Shift
from tasks_admin.queries.foretold import soonest
from tasks_admin.queries.misfits import value_faults
from tasks_admin.queries.promises import Promise, promises
from tasks_admin.queries.run_rows import COLUMNS, RunRow, rows, title_of
from tasks_admin.queries.schedules import PauseOfAll, pause_of_all
from tasks_admin.queries.upcoming import HOUSEKEEPING, SPARE

SPAN = timedelta(hours=24)
EACH = 24
"""A schedule that comes more often is shown with its first moment and how many follow."""
COUNTED = 1_500
"""Nobody needs to know how often more than each minute is."""
SHOWN = 200
RUNS = 50


@dataclass(frozen=True, slots=True)
class Coming:
    """A moment that a schedule promises.

    `more` further ones, up to `last`, follow within the 24 hours. `paused_by` is empty where it
    will be launched; `faults` say why it will be refused.
    """

    at: datetime
    shift: Shift
    schedule_id: int
    schedule: str
    task_name: str
    title: str
    zone: str
    paused_by: str
    pause_reason: str
    faults: tuple[FieldError, ...]
    more: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class NextDay:
    """The board: plain values, so that two answers can be compared."""

    working: list[RunRow]
    waiting: list[RunRow]
    coming: list[Coming]
    has_more: bool
    all_paused: PauseOfAll | None


def next_day(now: datetime) -> NextDay:
    """Return what the next 24 hours bring, soonest first."""
    all_paused = pause_of_all(now)
    some = promises(soonest(now, SHOWN + SPARE))
    found = [one for promise in some for one in _coming(promise, now)]
    found.sort(key=lambda one: (one.at, one.schedule))
    return NextDay(
        working=_runs(WORKING),
        waiting=_runs(WAITING),
        coming=found[:SHOWN],
        has_more=len(found) > SHOWN,
        all_paused=all_paused,
    )


def _coming(promise: Promise, now: datetime) -> Iterator[Coming]:
    """Its moments, or the first of very many; Celery's own housekeeping is nobody's concern."""
    if promise.task.startswith(HOUSEKEEPING):
        return
    moments = list(islice(promise.moments(now, now + SPAN), COUNTED))
    shown = moments if len(moments) <= EACH else moments[:1]
    faults = value_faults(promise.task, promise.args, promise.kwargs, now) if shown else ()
    for moment in shown:
        pause = promise.plan if promise.plan and promise.plan.is_paused(moment.at) else None
        yield Coming(
            at=moment.at,
            shift=moment.shift,
            schedule_id=promise.schedule_id,
            schedule=promise.name,
            task_name=promise.task,
            title=title_of(promise.task),
            zone=promise.zone,
            paused_by=pause.paused_by if pause else "",
            pause_reason=pause.pause_reason if pause else "",
            faults=faults,
            more=len(moments) - len(shown),
            last=moments[-1].at if len(moments) > len(shown) else None,
        )


def _runs(statuses: tuple[str, ...]) -> list[RunRow]:
    """The newest in each of these statuses, oldest first: one query for each keeps to an index."""
    runs = Run.seen.order_by("-id").only(*COLUMNS)
    found = [run for status in statuses for run in runs.filter(status=status)[:RUNS]]
    return rows(sorted(found, key=lambda run: run.pk))
