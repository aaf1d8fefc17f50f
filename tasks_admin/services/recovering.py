"""Runs that nobody works on any more, and runs whose message got lost."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F

from background import Cancelled, JobFailed, registry
from tasks_admin.models import Attempt, Outcome, Run, RunStatus
from tasks_admin.models.status import WAITING, WORKING
from tasks_admin.services import broker, holding, parenting, recording
from tasks_admin.services.ending import Ending
from tasks_admin.services.recording import end_from_outside

logger = logging.getLogger(__name__)

LOST_AT_MOST = 5
BATCH = 200
PUBLISH_GRACE = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
MOST_DOUBLINGS = 12


def sweep(now: datetime) -> tuple[int, int]:
    """Recover runs whose lease ran out and publish again what nobody picked up.

    Any number of processes may sweep at once. Returns how many of each were treated.
    """
    recovered = sum(_recover(run) for run in _abandoned(now))
    for parent in _parents():
        parenting.tend(parent.pk)
    holding.promote_overlooked()
    published = sum(broker.publish(run) for run in _overlooked(now))
    return recovered, published


def _abandoned(now: datetime) -> Iterable[Run]:
    return Run.objects.filter(status__in=WORKING, lease_until__lt=now).order_by()[:BATCH]


def _parents() -> Iterable[Run]:
    """In no order: asked for one, a database may read the whole table in it to find these few."""
    working = Run.objects.filter(status__in=WORKING).exclude(children_at_once=None)
    return working.order_by()[:BATCH]


def _overlooked(now: datetime) -> Iterable[Run]:
    """Waiting runs that may start and whose message is older than patience allows."""
    waiting = Run.objects.filter(
        status__in=WAITING, held_back=False, requested_at__lt=now - PUBLISH_GRACE
    ).exclude(not_before__gt=now)
    # Those in whose turn the least was done come first, so that nobody waits behind the patient.
    longest_ago = waiting.order_by(F("published_at").asc(nulls_first=True))
    return [run for run in longest_ago[:BATCH] if _patience_is_over(run, now)]


def _patience_is_over(run: Run, now: datetime) -> bool:
    """Double the wait with every publication: a long queue must not be flooded with repeats."""
    if run.published_at is None:
        return True
    doubled = 2.0 ** min(run.publications - 1, MOST_DOUBLINGS)
    wait = timedelta(seconds=settings.TASKS_ADMIN_REPUBLISH_SECONDS) * doubled
    due = max(run.published_at, run.not_before or run.published_at)
    return due + min(wait, LONGEST_WAIT) < now


def _recover(run: Run) -> bool:
    """Queue the run again where its task may be repeated; else it is lost.

    A run that somebody asked to stop is cancelled: its worker is gone, so it has stopped.
    """
    gone = JobFailed(
        "The worker {worker} was lost in attempt {attempt}",
        worker=run.worker,
        attempt=run.attempt,
    )
    if run.status == RunStatus.CANCELLING:
        error = Cancelled("The run was asked to stop, and its worker is gone")
        return end_from_outside(run, Ending(RunStatus.CANCELLED, Outcome.CANCELLED, error=error))
    if not _may_be_repeated(run):
        return end_from_outside(run, Ending(RunStatus.LOST, Outcome.LOST, error=gone))
    with transaction.atomic():
        moved = Run.objects.filter(lease_until=run.lease_until).move(
            run.pk, to=RunStatus.QUEUED, frm=WORKING, lease_until=None, publications=0
        )
        if moved:
            recording.close_attempt(run, run.attempt, Outcome.LOST, gone)
            transaction.on_commit(partial(broker.publish, run))
    logger.warning("%s: %s", run, gone)
    return moved


def _may_be_repeated(run: Run) -> bool:
    """Whether its task is repeatable and it has not cost too many workers already."""
    if run.task_name not in registry or not registry.get(run.task_name).repeatable:
        return False
    lost = Attempt.objects.filter(run=run, outcome=Outcome.LOST).count()
    return lost + 1 < LOST_AT_MOST
