"""A worker's child whose parent was killed: it ends its run, then itself."""

import os
from threading import Event, Thread
from typing import Any

from celery import signals

LOOK_SECONDS = 1.0

busy = Event()
"""Set while this process has a run in hand."""


@signals.worker_process_init.connect
def watch_the_parent(**_: Any) -> None:
    """Leave when the parent is gone: a child that waits for work may never hear of it."""
    Thread(target=_watch, args=(os.getppid(),), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    pause = Event()
    while os.getppid() == parent or busy.is_set():
        pause.wait(LOOK_SECONDS)
    os._exit(1)
