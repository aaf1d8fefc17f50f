"""Keeping a lease alive beside the job, from a thread of the process that does the work."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import UUID

from django.conf import settings
from django.db import Error, connection

from tasks_admin.services import claiming

logger = logging.getLogger(__name__)


@contextmanager
def kept_lease(run_id: UUID, attempt: int) -> Iterator[None]:
    """Renew the lease every sixth of its length while the block runs.

    The thread lives in the process that executes the job, so a killed process stops renewing.
    """
    done = Event()
    keeper = Thread(target=_keep, args=(run_id, attempt, done), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join(timeout=5)


def _keep(run_id: UUID, attempt: int, done: Event) -> None:
    every = settings.TASKS_ADMIN_LEASE_SECONDS / 6
    try:
        while not done.wait(every):
            try:
                if not claiming.renew(run_id, attempt):
                    return
            except Error as error:
                # One missed renewal is harmless: the lease outlives several of them.
                logger.warning("The lease of run %s was not renewed: %s", run_id, error)
                connection.close()
    finally:
        connection.close()
