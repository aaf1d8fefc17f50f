"""A worker that is told to stop: short runs finish, long ones are handed back to the queue."""

import logging
import os
import signal
import time
from threading import Thread
from typing import Any

from celery import signals
from celery.worker import state
from celery.worker.request import Request
from django.conf import settings
from django.db import DatabaseError, connection

from background import registry
from background.errors import LeaseLost
from tasks_admin.models import Run
from tasks_admin.models.status import WORKING
from tasks_admin.services import recording
from tasks_admin.services.claiming import Claim

logger = logging.getLogger(__name__)

AGAIN = 0.5
"""Seconds between two looks at what still runs."""


@signals.worker_shutting_down.connect
def leave(how: str, **_: Any) -> None:
    """Give the runs in hand some seconds to finish, none in a hurry; then hand them back."""
    patience = settings.TASKS_ADMIN_SHUTDOWN_SECONDS if how == "Warm" else 0
    Thread(target=_hand_back_until_the_end, args=(patience,), name="leaving", daemon=True).start()


def _hand_back_until_the_end(patience: float) -> None:
    """Again and again: for a moment the worker goes on taking messages, these runs' own too."""
    time.sleep(patience)
    while True:
        hand_back_all()
        time.sleep(AGAIN)


def hand_back_all() -> None:
    """End the processes of all runs in hand that may be repeated, and queue these again.

    Those that must not be repeated go on; the worker waits for them as long as it is let.
    """
    try:
        for request in list(state.active_requests):
            _hand_back(request)
    except DatabaseError as error:
        logger.warning("Runs could not be handed back: %s", error)
    finally:
        connection.close()


def _hand_back(request: Request) -> None:
    run = Run.objects.of_message(str(request.id))
    if run is None or run.status not in WORKING or not request.worker_pid:
        return
    if run.task_name not in registry or not registry.get(run.task_name).repeatable:
        return
    os.kill(int(request.worker_pid), signal.SIGKILL)
    try:
        recording.hand_back(Claim(run, run.attempt))
    except LeaseLost:
        logger.info("Run %s ended before it could be handed back", run.pk)
