"""The only place that sends messages to Celery."""

import json
import logging
from datetime import datetime
from math import ceil
from typing import Any

from celery import current_app
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from background import registry
from background.secret import masked
from tasks_admin.models import Run
from tasks_admin.models.status import WAITING

logger = logging.getLogger(__name__)


def publish(run: Run) -> bool:
    """Send the run's message and write that down; return False where no broker can be reached.

    A run that could not be published stays queued and is published again by `recovering`, so a
    broker that is down delays runs and loses none.
    """
    sent = _send(run)
    if sent:
        Run.objects.filter(pk=run.pk, status__in=WAITING).update(
            published_at=timezone.now(), publications=F("publications") + 1
        )
    return sent


def publish_first(run: Run) -> None:
    """Send the message of a new run, which was stored as published; correct that where it failed.

    So a launch writes once. One that is killed between its commit and this is published again
    like any whose message was lost.
    """
    if not _send(run):
        unsent = Run.objects.filter(pk=run.pk, status__in=WAITING, publications=1)
        unsent.update(published_at=None, publications=0)


def _send(run: Run) -> bool:
    try:
        current_app.send_task(
            run.task_name,
            kwargs=_shown(run),
            task_id=str(run.pk),
            queue=run.queue,
            priority=run.priority,
            countdown=_wait(run.not_before),
            retry=False,
            ignore_result=True,
        )
    except (OperationalError, OSError) as error:
        logger.warning("Run %s could not be published: %s", run.pk, error)
        return False
    return True


def depth(queue: str) -> int:
    """Return how many messages wait in a queue; none where no broker can be reached."""
    pool: Any = current_app.pool
    with pool.acquire(block=True) as connection:
        # An empty queue of Redis is no queue: a channel error.
        nothing = (OperationalError, *connection.connection_errors, *connection.channel_errors)
        try:
            declared = connection.default_channel.queue_declare(queue, passive=True)
        except nothing:
            return 0
        return int(declared.message_count)


def knows(task: str) -> bool:
    """Whether a Celery task of that name exists here, be it a job or not."""
    return task in current_app.tasks


def send(task: str, args: str, kwargs: str) -> None:
    """Send a Celery task that is no job of the console, with JSON values, as it is.

    Raises what the broker raises: such a message is nowhere kept.
    """
    current_app.send_task(task, args=json.loads(args), kwargs=json.loads(kwargs))


def terminate(run: Run) -> None:
    """Ask the workers to end the process that works on this run, at once."""
    ids = [str(run.pk), *filter(None, [run.message_id])]
    current_app.control.revoke(ids, terminate=True, signal="SIGKILL")


def _shown(run: Run) -> dict[str, Any]:
    """The parameters for those who read messages; the worker takes its own from the run."""
    if run.task_name not in registry:
        return {}
    return masked(run.params, registry.get(run.task_name).params_model)


def _wait(not_before: datetime | None) -> int | None:
    """Seconds until the run may start, or None for at once."""
    if not_before is None:
        return None
    seconds = (not_before - timezone.now()).total_seconds()
    return ceil(seconds) if seconds > 0 else None
