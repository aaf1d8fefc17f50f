"""Keeping leases alive beside the job, from a thread of the process that does the work."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from threading import Condition, Thread
from uuid import UUID

from django.conf import settings
from django.db import Error, connection

from tasks_admin.services import claiming

logger = logging.getLogger(__name__)

Lease = tuple[UUID, int]


class Keeper(Thread):
    """Renews the leases of all runs that this process works on, each every sixth of its length.

    One thread for all of them: most runs are over before their first renewal, and cost nothing.
    """

    def __init__(self) -> None:
        super().__init__(name="leases", daemon=True)
        self.due: dict[Lease, float] = {}
        self.wakes_at = inf
        self.changed = Condition()

    def take(self, lease: Lease) -> None:
        """Renew this lease from now on."""
        with self.changed:
            self.due[lease] = _next()
            if self.due[lease] < self.wakes_at:
                self.changed.notify()

    def leave(self, lease: Lease) -> None:
        """Renew it no more."""
        with self.changed:
            self.due.pop(lease, None)

    def run(self) -> None:
        while True:
            for lease in self._awaited():
                self._renew(lease)
            connection.close()

    def _awaited(self) -> list[Lease]:
        """Sleep until leases are due."""
        with self.changed:
            while not (due := [one for one, at in self.due.items() if at <= time.monotonic()]):
                self.wakes_at = min(self.due.values(), default=inf)
                idle = self.wakes_at == inf
                self.changed.wait(None if idle else self.wakes_at - time.monotonic())
            return due

    def _renew(self, lease: Lease) -> None:
        try:
            held = claiming.renew(*lease)
        except Error as error:
            # One missed renewal is harmless: the lease outlives several of them.
            logger.warning("The lease of run %s was not renewed: %s", lease[0], error)
            connection.close()
            held = True
        with self.changed:
            if held and lease in self.due:
                self.due[lease] = _next()
            else:
                self.due.pop(lease, None)


def _next() -> float:
    return time.monotonic() + float(settings.TASKS_ADMIN_LEASE_SECONDS) / 6


_keepers: list[Keeper] = []
os.register_at_fork(after_in_child=_keepers.clear)  # a thread does not follow into a fork


@contextmanager
def kept_lease(run_id: UUID, attempt: int) -> Iterator[None]:
    """Renew the lease while the block runs.

    The thread lives in the process that executes the job, so a killed process stops renewing.
    """
    if not _keepers or not _keepers[0].is_alive():
        _keepers[:] = [Keeper()]
        _keepers[0].start()
    keeper, lease = _keepers[0], (run_id, attempt)
    keeper.take(lease)
    try:
        yield
    finally:
        keeper.leave(lease)
