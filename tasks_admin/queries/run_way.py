"""The way of a run through its states, with the time between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from tasks_admin.models import Attempt, Run, RunStatus
from tasks_admin.models.status import GONE_WRONG


class Stop(StrEnum):
    """What happened at one point of the way."""

    REQUESTED = "requested"
    PUBLISHED = "published"
    STARTED = "started"
    ATTEMPT_ENDED = "attempt_ended"
    NEXT_ATTEMPT = "next_attempt"
    FINISHED = "finished"


@dataclass(frozen=True)
class Step:
    """One point of the way; `after` is the time since the point before it."""

    stop: Stop
    at: datetime
    colour: str = "quiet"
    attempt: int = 0
    worker: str = ""
    status: str = ""
    times: int = 0
    after: timedelta | None = None


def way(run: Run, attempts: Sequence[Attempt]) -> list[Step]:
    """Return the points in order of time, what is still to come last."""
    steps = sorted(_steps(run, attempts), key=lambda step: step.at)
    timed = [replace(step, after=step.at - before.at) for before, step in pairwise(steps)]
    return steps[:1] + timed


def _steps(run: Run, attempts: Sequence[Attempt]) -> Iterator[Step]:
    yield Step(Stop.REQUESTED, run.requested_at)
    if run.published_at:
        yield Step(Stop.PUBLISHED, run.published_at, times=run.publications)
    for one in attempts:
        yield from _attempt(run, one)
    if run.not_before and not run.is_finished:
        yield Step(Stop.NEXT_ATTEMPT, run.not_before, "warn")
    if run.finished_at:
        yield Step(Stop.FINISHED, run.finished_at, _colour(run), status=run.status)


def _attempt(run: Run, one: Attempt) -> Iterator[Step]:
    yield Step(Stop.STARTED, one.started_at, "busy", one.number, one.worker)
    is_last = one.number == run.attempt and run.is_finished
    if one.finished_at and not is_last:
        yield Step(Stop.ATTEMPT_ENDED, one.finished_at, "warn", one.number, status=one.outcome)


def _colour(run: Run) -> str:
    if run.state in GONE_WRONG:
        return "bad"
    return "good" if run.state == RunStatus.SUCCEEDED else "warn"
