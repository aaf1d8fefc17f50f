"""More room for the making of a whole table than a database gives to everyday work."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SQLITE = {
    # Checkpoints are what an insert waits for: every 40 MB instead of every 4 MB.
    "wal_autocheckpoint": 10_000,
    # A second thread sorts while the first one reads the table, stretch by stretch.
    "threads": 1,
    # In KiB: what a stretch has. One that a processor's own cache holds is sorted fastest.
    "cache_size": -4_096,
}
"""None of them has a say in what survives a crash."""


@contextmanager
def roomy() -> Iterator[None]:
    """Give this connection more room while a table is loaded and its indexes are built."""
    if connection.vendor != "sqlite":
        yield
        return
    before = {name: _pragma(name) for name in SQLITE}
    for name, value in SQLITE.items():
        _pragma(f"{name} = {value}")
    try:
        yield
    finally:
        for name, value in before.items():
            _pragma(f"{name} = {value}")


def _pragma(words: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
