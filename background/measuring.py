"""Counting and timing inside a job."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta


class Stats:
    """Counts by name; what a job did, to be logged or returned."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def increment(self, key: str, amount: int = 1) -> None:
        """Add to a count."""
        self._counts[key] += amount

    def get(self, key: str) -> int:
        """Return a count; 0 where nothing was counted."""
        return self._counts[key]

    def to_dict(self) -> dict[str, int]:
        """Return all counts by name."""
        return dict(self._counts)


class Timers:
    """Durations by name, by a clock that never goes back; a name used again adds up."""

    def __init__(self) -> None:
        self._spans: dict[str, float] = {}

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Time the block."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._spans[name] = self._spans.get(name, 0.0) + time.monotonic() - began

    def get(self, name: str) -> timedelta:
        """Return how long the blocks of that name took; zero for an unknown one."""
        return timedelta(seconds=self._spans.get(name, 0.0))
