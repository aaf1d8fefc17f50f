"""A worker's child whose parent was killed: it ends its run, then itself."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread
from typing import Any

from billiard import current_process
from billiard.util import set_pdeathsig  # type: ignore[attr-defined]  # not in its stubs
from celery import signals

LOOK_SECONDS = 1.0


class Hand:
    """What this process has in hand: a run, which may go on `until` a moment, or none."""

    until = 0.0


@contextmanager
def at_work(limit: timedelta) -> Iterator[None]:
    """Let a process without a parent live on while the block runs, at most for so long."""
    Hand.until = time.monotonic() + limit.total_seconds()
    try:
        yield
    finally:
        Hand.until = 0.0


@signals.worker_process_init.connect
def watch_the_parent(**_: Any) -> None:
    """Leave when the parent is gone, but not before the run in hand is over.

    Celery asks the system to kill a child with the thread that forked it: a run that must not be
    repeated would be lost with it. So that is taken back, and the child looks for itself; nobody
    else would tell one that waits for work.
    """
    with suppress(OSError):  # only Linux knows it
        set_pdeathsig(0)
    parent: int = current_process()._parent_pid  # type: ignore[attr-defined]  # nor is this
    Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    pause = Event()
    while os.getppid() == parent or time.monotonic() < Hand.until:
        pause.wait(LOOK_SECONDS)
    os._exit(1)
