"""The watchman: beside the scheduler's own work, look for trouble and send what is to be told.

Threads of the scheduler's process: alerts do not wait for a free worker, and need none to be
told that there is none. The scheduler does not wait for them either.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from celery.signals import beat_init
from django.db import connection
from django.utils import timezone

from tasks_admin.services import alerting, delivering

logger = logging.getLogger(__name__)

WATCH_SECONDS = 15.0
DELIVERY_SECONDS = 5.0
AT_FIRST = timedelta(days=1)
OVERLAP = timedelta(minutes=10)
"""What was committed late comes to light within this; nothing is counted twice."""


class Watch:
    """Looks for trouble, each time at what happened since the last time."""

    def __init__(self) -> None:
        self.seen: datetime | None = None

    def __call__(self, now: datetime) -> None:
        """Take in what went wrong and what is right again."""
        alerting.watch(self.since(now), now)
        self.seen = now

    def since(self, now: datetime) -> datetime:
        """Return from when on the next look takes things in."""
        return self.seen - OVERLAP if self.seen else now - AT_FIRST


class Rounds(Thread):
    """Does something again and again, whatever happens to it."""

    def __init__(self, name: str, seconds: float, deed: Callable[[datetime], object]) -> None:
        super().__init__(name=name, daemon=True)
        self.seconds = seconds
        self.deed = deed
        self.stopped = Event()

    def run(self) -> None:
        """Go round until the process ends."""
        while not self.stopped.wait(self.seconds):
            self.once()

    def once(self) -> None:
        """Do it now; a failure is logged, and the next round tries again."""
        try:
            self.deed(timezone.now())
        except Exception:
            logger.exception("The round of %s failed and is made again", self.name)
            connection.close()


@beat_init.connect
def begin(**_: Any) -> None:
    """Start the rounds with the scheduler."""
    Rounds("alerts", WATCH_SECONDS, Watch()).start()
    Rounds("deliveries", DELIVERY_SECONDS, delivering.deliver_due).start()
