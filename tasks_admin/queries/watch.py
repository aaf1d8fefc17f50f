"""Waiting for a run to change: all who wait in a process share one query a moment."""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
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


@dataclass(eq=False, slots=True)
class _Waiting:
    """One thread that sleeps, and the version that it knows."""

    run_id: UUID
    seen: int
    changed: threading.Event = field(default_factory=threading.Event)


class Watch:
    """Lets threads sleep until a run has another version.

    One thread looks for all of them, `period` seconds apart, wakes those alone whose run changed,
    and ends when nobody waits. At most so many wait at once: each holds a thread that pages may
    need.
    """

    def __init__(
        self, look: Callable[[Collection[UUID]], Versions], period: float, most: int
    ) -> None:
        self._look, self._period, self._most = look, period, most
        self._lock = threading.Lock()
        self._waiting: set[_Waiting] = set()
        self._is_looking = False

    def wait(self, run_id: UUID, seen: int, seconds: float) -> None:
        """Return once the run has a version other than `seen`, or when the time is over.

        Raises TooManyWaiting at once where there is no room.
        """
        one = _Waiting(run_id, seen)
        with self._lock:
            if len(self._waiting) >= self._most:
                raise TooManyWaiting("Too many programs wait for runs: ask again in a moment")
            self._waiting.add(one)
            self._begin()
        try:
            one.changed.wait(seconds)
        finally:
            with self._lock:
                self._waiting.remove(one)

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
        """Look for all who wait, and wake whom it concerns; False when nobody waits."""
        with self._lock:
            wanted = {one.run_id for one in self._waiting}
            self._is_looking = bool(wanted)
        if not wanted:
            return False
        try:
            versions = self._look(wanted)
        except BaseException:
            with self._lock:  # who comes next starts another thread
                self._is_looking = False
            raise
        with self._lock:
            for one in self._waiting:
                if versions.get(one.run_id, one.seen) != one.seen:
                    one.changed.set()
        return True


watch = Watch(versions_of, PERIOD, settings.TASKS_ADMIN_WAITING)
