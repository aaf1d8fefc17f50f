"""Plain `logging` inside a job lands in the run's log too."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from background import Level, TaskSpec
from background.ports import Ports

LEVELS = {
    logging.DEBUG: Level.DEBUG,
    logging.INFO: Level.INFO,
    logging.WARNING: Level.WARNING,
    logging.ERROR: Level.ERROR,
    logging.CRITICAL: Level.ERROR,
}


class RunLogHandler(logging.Handler):
    """Passes the records of a job's loggers on to its run."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(logging.INFO)
        self.ports = ports

    def emit(self, record: logging.LogRecord) -> None:
        level = LEVELS.get(record.levelno, Level.INFO)
        self.ports.log(level, "{text}", {"text": record.getMessage(), "logger": record.name})


@contextmanager
def captured_logging(spec: TaskSpec, ports: Ports) -> Iterator[None]:
    """Listen to the task's own logger and to those of its package while the block runs."""
    package = spec.function.__module__.partition(".")[0]
    loggers = [logging.getLogger(f"task.{spec.name}"), logging.getLogger(package)]
    handler = RunLogHandler(ports)
    for one in loggers:
        one.addHandler(handler)
    try:
        yield
    finally:
        for one in loggers:
            one.removeHandler(handler)
