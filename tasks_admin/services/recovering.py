"""Runs that nobody works on any more, and runs whose message got lost."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from background import Cancelled, JobFailed, registry
from tasks_admin.models import Attempt, Outcome, Run, RunStatus
from tasks_admin.models.run import RunQuerySet
from tasks_admin.models.status import WAITING, WORKING
from tasks_admin.services import broker, holding, parenting, recording
from tasks_admin.services.ending import Ending, end
from tasks_admin.services.recording import end_from_outside

logger = logging.getLogger(__name__)

LOST_AT_MOST = 5
BATCH = 200
PUBLISH_GRACE = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
MOST_DOUBLINGS = 12
UNKNOWN_AT_MOST = 4


def sweep(now: datetime) -> tuple[int, int]:
    """Recover runs whose lease ran out and publish again what nobody picked up.

    Any number of processes may sweep at once. Returns how many of each were treated.
    """
    recovered = sum(recover(run) for run in _abandoned(now))
    for parent in _parents():
        parenting.tend(parent.pk)
    holding.promote_overlooked()
    # The first that cannot be published says that the broker is away: the others wait with it.
    published = sum(1 for _ in takewhile(_publish_again, _overlooked(now)))
    return recovered, published


def _abandoned(now: datetime) -> Iterable[Run]:
    return Run.objects.filter(status__in=WORKING, lease_until__lt=now).order_by()[:BATCH]


def _parents() -> Iterable[Run]:
    """In no order: asked for one, a database may read the whole table in it to find these few."""
    working = Run.objects.filter(status__in=WORKING).exclude(children_at_once=None)
    return working.order_by()[:BATCH]


def _overlooked(now: datetime) -> Iterator[Run]:
    """Waiting runs that may start, whose message is older than patience allows and may be lost.

    Only as many of a queue as it lacks: where all messages are still there, they only wait, and
    repeats would make them wait longer. The oldest messages go first, for the front of a queue is
    what a worker that was killed had in hand.
    """
    unsent = Q(published_at=None) | Q(published_at__lt=now - LONGEST_WAIT)
    yield from _overdue(now).filter(unsent)[:BATCH]
    sent = _overdue(now).exclude(unsent)
    for queue in sent.order_by().values_list("queue", flat=True).distinct():
        lacking = _sent(queue).count() - broker.depth(queue)
        yield from sent.filter(queue=queue)[: min(max(0, lacking), BATCH)]


def _overdue(now: datetime) -> RunQuerySet:
    """Only these are asked for: among many that wait patiently, one whose turn has come is seen."""
    waiting = Run.objects.filter(
        status__in=WAITING, held_back=False, requested_at__lt=now - PUBLISH_GRACE
    ).exclude(not_before__gt=now)
    overdue = waiting.filter(_patience_is_over(now))
    return overdue.order_by(F("published_at").asc(nulls_first=True))


def _sent(queue: str) -> RunQuerySet:
    """Runs that wait in a queue, by what was written down."""
    waiting = Run.objects.filter(status__in=WAITING, held_back=False, queue=queue)
    return waiting.exclude(published_at=None)


def _patience_is_over(now: datetime) -> Q:
    """Double the wait with every publication: a long queue must not be flooded with repeats."""
    over = Q(published_at=None)
    for doublings in range(MOST_DOUBLINGS + 1):
        wait = timedelta(seconds=settings.TASKS_ADMIN_REPUBLISH_SECONDS) * 2**doublings
        before = now - min(wait, LONGEST_WAIT)
        times = Q(publications=doublings + 1) if doublings else Q(publications__lte=1)
        if wait >= LONGEST_WAIT or doublings == MOST_DOUBLINGS:
            times = Q(publications__gt=doublings)
        due = Q(published_at__lt=before) & (Q(not_before=None) | Q(not_before__lt=before))
        over |= times & due
        if wait >= LONGEST_WAIT:
            break
    return over


def _publish_again(run: Run) -> bool:
    """Send the run's message once more; False where the broker is away.

    A task that is in no catalogue any more would be sent for ever. A worker that was not yet
    renewed may be the one that does not know it, so the end comes only after some publications.
    """
    if run.task_name in registry or run.publications < UNKNOWN_AT_MOST:
        return broker.publish(run)
    error = JobFailed("The task {task} is no longer in the catalogue", task=run.task_name)
    with transaction.atomic():
        ending = Ending(RunStatus.FAILED, Outcome.FAILED, error=error)
        if end(run, ending, among=WAITING):
            parenting.tend_later(run)
    return True


def recover(run: Run) -> bool:
    """Take the run from its worker, which is gone: queued again if it may be repeated, else lost.

    Nothing happens where it ended or was queued again since it was read. A run that somebody
    asked to stop is cancelled: its worker is gone, so it has stopped.
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
            logger.warning("%s: %s", run, gone)
            transaction.on_commit(partial(broker.publish, run))
    return moved


def _may_be_repeated(run: Run) -> bool:
    """Whether its task is repeatable and it has not cost too many workers already."""
    if run.task_name not in registry or not registry.get(run.task_name).repeatable:
        return False
    lost = Attempt.objects.filter(run=run, outcome=Outcome.LOST).count()
    return lost + 1 < LOST_AT_MOST
