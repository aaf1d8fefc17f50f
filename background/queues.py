"""The queues that tasks may name."""

from enum import StrEnum


class Queue(StrEnum):
    """Where a run waits; each queue can have workers of its own."""

    DEFAULT = "default"
    """Everything that names no queue."""
    CRONJOBS = "cronjobs"
    """Long scheduled refreshes, kept apart so that nobody waits behind them."""
    HIGH_PRIORITY = "high_priority"
    """Short work that a person waits for."""
    LOW_PRIORITY = "low_priority"
    """Housekeeping."""
