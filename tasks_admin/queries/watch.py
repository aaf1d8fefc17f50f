"""Waiting for a run to change: all who wait in a process share one query a moment."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import connection

from background.errors import TaskError
from tasks_admin.models import Run

PERIOD = 0.25
Versions = Mapping[UUID, int]


def versions_of(run_ids: Collection[UUID]) -> Versions:
    """Return the version of each run that there is."""
    return dict(Run.seen.filter(pk__in=run_ids).order_by().values_list("pk", "version"))


class TooManyWaiting(TaskError):
    """As many programs wait as this process has threads for."""

    code = "too_many_waiting"
    retry_after = 2
    """Seconds after which it is worth asking again."""


class Watch:
    """Lets threads sleep until a run has another version.

    One thread looks for all of them, `period` seconds apart, and ends when nobody waits. At most
    so many wait at once: each holds a thread that pages may need.
    """

    def __init__(
        self, look: Callable[[Collection[UUID]], Versions], period: float, most: int
    ) -> None:
        self._look, self._period, self._most = look, period, most
        self._turned = threading.Condition()
        self._wanted: Counter[UUID] = Counter()
        self._versions: Versions = {}
        self._is_looking = False

    def wait(self, run_id: UUID, seen: int, seconds: float) -> None:
        """Return once the run has a version other than `seen`, or when the time is over.

        Raises TooManyWaiting at once where there is no room.
        """
        end = monotonic() + seconds
        with self._turned:
            if self._wanted.total() >= self._most:
                raise TooManyWaiting("Too many programs wait for runs: ask again in a moment")
            self._wanted[run_id] += 1
            self._begin()
            try:
                while self._versions.get(run_id, seen) == seen and monotonic() < end:
                    self._turned.wait(max(0.0, end - monotonic()))
            finally:
                self._wanted -= Counter([run_id])

    def _begin(self) -> None:
        """Start the thread that looks, unless it is at work."""
        if not self._is_looking:
            self._is_looking = True
            threading.Thread(target=self._work, name="watch", daemon=True).start()

    def _work(self) -> None:
        try:
            while self._look_once():
                threading.Event().wait(self._period)
        finally:
            connection.close()

    def _look_once(self) -> bool:
        """Look for all who wait, and wake them; False when nobody does."""
        with self._turned:
            wanted = tuple(self._wanted)
            self._is_looking = bool(wanted)
        if not wanted:
            return False
        try:
            versions = self._look(wanted)
        except BaseException:
            with self._turned:  # who comes next starts another thread
                self._is_looking = False
            raise
        with self._turned:
            self._versions = versions
            self._turned.notify_all()
        return True


watch = Watch(versions_of, PERIOD, settings.TASKS_ADMIN_WAITING)
