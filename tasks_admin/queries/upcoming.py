"""What comes next by itself, from django-celery-beat's schedules."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tasks_admin.planning.rules import next_moment
from tasks_admin.queries.foretold import soonest
from tasks_admin.queries.promises import Promise, promises
from tasks_admin.queries.run_rows import title_of

HOUSEKEEPING = "celery."
SPARE = 20
"""So many more are looked at, for some are Celery's own."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One schedule and when it fires next.

    Its rhythm is `cron` (five fields, in `zone`) or `every`; neither for other kinds.
    """

    schedule: str
    task_name: str
    title: str
    at: datetime
    cron: str
    zone: str
    every: timedelta | None


def upcoming(now: datetime, *, limit: int = 8) -> list[Upcoming]:
    """Return the enabled schedules that fire next, soonest first.

    A schedule that is paused comes after its pause. Left out: schedules by the sun, whose times
    need a library that the console does without; rules that cannot be read (the scheduler says so
    in its own log); Celery's own housekeeping.
    """
    some = promises(soonest(now, limit + SPARE))
    found = [one for promise in some if (one := _upcoming(promise, now))]
    return sorted(found, key=lambda one: (one.at, one.schedule))[:limit]


def _upcoming(promise: Promise, now: datetime) -> Upcoming | None:
    after = _resumed(promise, now)
    moment = next_moment(promise, after) if after else None
    if moment is None or promise.task.startswith(HOUSEKEEPING):
        return None
    return Upcoming(
        schedule=promise.name,
        task_name=promise.task,
        title=title_of(promise.task),
        at=moment.at,
        cron=promise.cron,
        zone=promise.zone,
        every=promise.every,
    )


def _resumed(promise: Promise, now: datetime) -> datetime | None:
    """From when on it launches again: now, or the end of its pause if that is known."""
    if promise.plan is None or not promise.plan.is_paused(now):
        return now
    return promise.plan.paused_until
