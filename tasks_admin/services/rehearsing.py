"""Dry runs: the job works as ever, and nothing that it writes stays."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import wraps
from typing import Any, cast

from django.db import connection

from background import Dataset, JobFailed, Publication, Published
from background.ports import Level, Ports
from tasks_admin.services import publishing
from tasks_admin.services.awaiting import at_its_ends
from tasks_admin.services.hosting import Host

WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|TRUNCATE|RENAME|LOAD)\b", re.IGNORECASE
)
SHOWN = 80


class Rehearsal(Host):
    """Stores what the attempt of a dry run reports, and nothing else.

    A job that writes past `ctx.atomic()` and `ctx.publish()`, where it could not be undone, fails.
    """

    commits = False
    _own_words = False

    def ports(self) -> Ports:
        return cast(Ports, PortsOfRehearsal(self))

    def watched(self) -> AbstractContextManager[None]:
        return connection.execute_wrapper(self._watch)

    def publish(self, publications: Sequence[Publication]) -> list[Published]:
        found = publishing.publish(self.run_id, self.attempt, publications, dry_run=True)
        for one in found:
            self.log(
                Level.SUCCESS,
                "Dry run: {rows} rows of {dataset} would replace the {before} that are live",
                {"rows": one.rows, "dataset": one.dataset, "before": one.rows_before},
            )
        return found

    def refreshed(self, dataset: Dataset, as_of: date) -> None:
        """Nothing was refreshed."""

    def save_checkpoint(self, value: Mapping[str, Any]) -> None:
        """Nothing was done, so whoever goes on begins anew."""

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Let the block write what the run tells, or what will be undone."""
        before, self._own_words = self._own_words, True
        try:
            yield
        finally:
            self._own_words = before

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql) and not self._own_words:
            raise JobFailed(
                "A dry run may write only inside of ctx.atomic(), where it is undone, not: {text}",
                text=sql[:SHOWN],
            )
        return execute(sql, params, many, context)


class PortsOfRehearsal:
    """The ports of a dry run: what they write is not the job's own writing."""

    def __init__(self, host: Rehearsal) -> None:
        self._host = host

    def __getattr__(self, name: str) -> Any:
        port = getattr(self._host, name)

        @wraps(port)
        def call(*args: Any, **kwargs: Any) -> Any:
            with self._host.speaking():
                return port(*args, **kwargs)

        return call

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Open the transaction that will be undone; in it the job may write."""
        with self._host.speaking(), self._host.atomic():
            yield

    def guarded(self, service: str) -> AbstractContextManager[None]:
        """Ask and tell the circuit breaker; between the two the job works."""
        return at_its_ends(self._host.speaking, self._host.guarded(service))

    def awaited(self, result: Any) -> Any:
        """Await the body of an `async def` job: what it writes is its own."""
        return self._host.awaited(result)
