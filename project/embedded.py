"""The embedded broker: kombu's broker in files, whose files are whole at every moment.

kombu (5.6) writes message and routing files in place. A worker that reads a message which is just
being written gets half a JSON text and ends; one that is killed while it writes a routing file
leaves a broker that no worker can start with. Here each file is written beside its place and
renamed into it.

kombu's is read in a way for which Celery lets all processes of a worker share one pipe and a lock
on it. A process that is killed while it waits for work keeps that lock, and the others wait for
ever. Here the worker's event loop reads, as it does from Redis: each process has its own pipe.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

Route = filesystem.exchange_queue_t
Routes = list[Any]


class Channel(filesystem.Channel):
    """Puts messages and routes in their places whole."""

    def get_table(self, exchange: str) -> Routes:
        """Return the routes of an exchange; none where there is no such file yet."""
        try:
            text = self._routes_of(exchange).read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        return [Route(*route) for route in loads(text)]

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None
    ) -> None:
        route = Route(routing_key or "", pattern or "", queue or "")
        self._reroute(exchange, lambda routes: routes if route in routes else [route, *routes])

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *_: Any, **__: Any
    ) -> None:
        self._purge(queue)
        route = Route(routing_key or "", pattern or "", queue or "")
        self._reroute(exchange, lambda routes: [old for old in routes if old != route])

    def _put(  # type: ignore[override]  # its stubs contradict each other
        self, queue: str, payload: Any, **_: Any
    ) -> None:
        name = f"{round(time.monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        _write(Path(self.data_folder_out, name), payload)

    def _reroute(self, exchange: str, change: Callable[[Routes], Routes]) -> None:
        """Change the routes of an exchange, one process after the other."""
        with _alone(self.control_folder / ".lock"):
            routes = self.get_table(exchange)
            changed = change(routes)
            if changed != routes:
                _write(self._routes_of(exchange), changed)

    def _routes_of(self, exchange: str) -> Path:
        file: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]  # not in its stubs
        return file


class Transport(filesystem.Transport):
    """What `filesystem://` means here: files that the worker's event loop looks for."""

    Channel = Channel
    implements = filesystem.Transport.implements.extend(asynchronous=True)

    def register_with_event_loop(self, connection: Any, loop: Any) -> None:
        """Take what has come at each turn of the loop, which a timer keeps turning."""
        loop.on_tick.add(self._take)
        loop.call_repeatedly(self.polling_interval, _nothing)

    def _take(self) -> None:
        cycle: Any = self.cycle
        with suppress(Empty):
            while True:
                cycle.get(self._deliver)


def _nothing() -> None:
    """What a timer does that only keeps the loop turning."""


def _write(path: Path, content: Any) -> None:
    """Write a JSON file so that it is there whole, or not yet."""
    beside = path.with_name(f".{uuid4()}.part")
    beside.write_text(dumps(content), encoding="utf-8")
    beside.replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a lock among processes, which the system releases for one that is killed."""
    path.parent.mkdir(exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
