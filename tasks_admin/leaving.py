"""A worker that is told to stop: short runs finish, long ones are handed back to the queue."""

import logging
import os
import signal
from threading import Event, Thread
from typing import Any

from celery import signals
from celery.bootsteps import RUN  # type: ignore[attr-defined]  # its stubs leave it out
from celery.worker import state
from celery.worker.consumer import Consumer
from celery.worker.request import Request
from django.conf import settings

from background import registry
from background.errors import LeaseLost
from tasks_admin.forking import parents_database
from tasks_admin.models import Run
from tasks_admin.models.status import WORKING
from tasks_admin.services import recording
from tasks_admin.services.claiming import Claim

logger = logging.getLogger(__name__)

AGAIN = 0.5
"""Seconds between two looks at what still runs."""


class Leaving(Thread):
    """Hands runs back once the worker takes no more messages, until its processes are gone."""

    def __init__(self, consumer: Consumer) -> None:
        super().__init__(name="leaving", daemon=True)
        self.consumer, self.hurry, self.stopped = consumer, Event(), Event()

    def run(self) -> None:
        while self.consumer.blueprint.state == RUN:
            self.stopped.wait(AGAIN)
        self.hurry.wait(settings.TASKS_ADMIN_SHUTDOWN_SECONDS)
        while not self.stopped.wait(AGAIN):
            hand_back_all()

    def finish(self) -> None:
        """Wait until the run that is being handed back, if there is one, is written down."""
        self.stopped.set()
        self.hurry.set()
        if self.is_alive():
            self.join(timeout=30)


_leaving: list[Leaving] = []


@signals.worker_ready.connect
def prepare(sender: Consumer, **_: Any) -> None:
    """Remember who takes the messages of this worker."""
    _leaving[:] = [Leaving(sender)]


@signals.worker_shutting_down.connect
def leave(how: str, **_: Any) -> None:
    """Give the runs in hand some seconds to finish, none in a hurry; then hand them back."""
    for leaving in _leaving:
        if how != "Warm":
            leaving.hurry.set()
        if not leaving.is_alive():
            leaving.start()


@signals.worker_shutdown.connect
def finish_leaving(**_: Any) -> None:
    """The worker's processes are gone; stay until what they left is back in the queue."""
    for leaving in _leaving:
        leaving.finish()


def hand_back_all() -> None:
    """End the processes of all runs in hand that may be repeated, and queue these again.

    Those that must not be repeated go on; the worker waits for them as long as it is let.
    """
    with parents_database("hand its runs back"):
        for request in list(state.active_requests):
            _hand_back(request)


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
