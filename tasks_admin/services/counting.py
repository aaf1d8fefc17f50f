"""Counters that all web processes share: what is counted is forgotten after a while.

They are in Redis where that is the broker, for the processes of all machines; else in a file of
their own beside the database, for those of this machine. A counter is never in the way: where
Redis does not answer, this machine counts for itself; where its file cannot be used, nothing is
counted.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeVar
from weakref import finalize

import redis
from django.conf import settings

PATIENCE = 0.5
"""Seconds that a call waits for Redis before it is counted here."""
SWEPT_EVERY = 300
TABLE = """
    CREATE TABLE IF NOT EXISTS counters
    (name TEXT PRIMARY KEY, times INTEGER NOT NULL, ends REAL NOT NULL) WITHOUT ROWID
"""
COUNT = """
    INSERT INTO counters VALUES (:name, 1, :ends) ON CONFLICT (name) DO UPDATE SET
    times = CASE WHEN ends > :now THEN times + 1 ELSE 1 END, ends = :ends
"""
T = TypeVar("T")
log = logging.getLogger(__name__)


class Counters(Protocol):
    """Where is counted."""

    def add(self, name: str, lasts: float) -> int: ...

    def left(self, name: str) -> float: ...

    def forget(self, name: str) -> None: ...


def add(name: str, lasts: float) -> int:
    """Count once more and return how often that was, since nothing was counted for `lasts` s."""
    return _with(lambda counters: counters.add(name, lasts), otherwise=0)


def left(name: str) -> float:
    """Return in how many seconds a counter is forgotten; 0 for one that is not there."""
    return _with(lambda counters: counters.left(name), otherwise=0.0)


def forget(name: str) -> None:
    """Begin anew."""
    _with(lambda counters: counters.forget(name), otherwise=None)


class InRedis:
    """Counters for all machines."""

    def __init__(self, url: str) -> None:
        waits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        self._client: redis.Redis = redis.Redis.from_url(url, **waits)

    def add(self, name: str, lasts: float) -> int:
        """Count once more."""
        both = self._client.pipeline()
        both.incr(name)
        both.pexpire(name, max(1, round(lasts * 1000)))
        times: int = both.execute()[0]
        return times

    def left(self, name: str) -> float:
        """Return the rest of its life."""
        milliseconds: int = self._client.pttl(name)
        return max(0.0, milliseconds / 1000)

    def forget(self, name: str) -> None:
        """Remove it."""
        self._client.delete(name)


class InFile:
    """Counters for this machine; the threads of a process share one connection."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        finalize(self, self._connection.close)  # the file is closed with its last user
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=OFF")  # nobody misses a count
        self._connection.execute(TABLE)
        self._lock = Lock()
        self._swept = 0.0

    def add(self, name: str, lasts: float) -> int:
        """Count once more."""
        now = time.time()
        with self._alone() as run:
            if now - self._swept > SWEPT_EVERY:
                run("DELETE FROM counters WHERE ends < ?", (now,))
                self._swept = now
            run(COUNT, {"name": name, "now": now, "ends": now + lasts})
            times: int = run("SELECT times FROM counters WHERE name = ?", (name,)).fetchone()[0]
        return times

    def left(self, name: str) -> float:
        """Return the rest of its life."""
        with self._lock:
            query = "SELECT ends FROM counters WHERE name = ?"
            found = self._connection.execute(query, (name,)).fetchone()
        return max(0.0, found[0] - time.time()) if found else 0.0

    def forget(self, name: str) -> None:
        """Remove it."""
        with self._alone() as run:
            run("DELETE FROM counters WHERE name = ?", (name,))

    @contextmanager
    def _alone(self) -> Iterator[Callable[..., sqlite3.Cursor]]:
        """One process after the other, one thread after the other."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            with self._connection:
                yield self._connection.execute


in_redis = lru_cache(maxsize=1)(InRedis)
in_file = lru_cache(maxsize=1)(InFile)


def _with(deed: Callable[[Counters], T], *, otherwise: T) -> T:
    if url := settings.TASKS_ADMIN_COUNTERS_URL:
        try:
            return deed(in_redis(url))
        except redis.RedisError as error:
            log.warning("Redis does not count: %s", error)
    try:
        return deed(in_file(settings.TASKS_ADMIN_COUNTERS_FILE))
    except sqlite3.Error as error:
        log.warning("Nothing is counted: %s", error)
    return otherwise
