"""The moment in which readers get the new version: all tables at once, or none."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence

from django.db import OperationalError, connection, connections

from background import PublicationRefused
from tasks_admin.services.tables import staging as tables
from tasks_admin.services.tables.staging import Staging, quoted

LOCK_WAIT_SECONDS = 2
TRIES = 30
PAUSE_SECONDS = 1.0


def swap(
    stagings: Sequence[Staging],
    *,
    again: Collection[str] = (),
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Rename the staging tables into the place of the live ones, and keep those as the previous.

    `again` names the datasets whose live table comes from this same run: there the previous
    version stays what it was. Call it inside the fenced transaction. SQLite's renames are part of
    that transaction. On MySQL one RENAME statement swaps all tables and commits by itself, so it
    goes over a connection of its own while the fenced transaction holds the run's row.
    Raises PublicationRefused when readers keep a table locked for too long.
    """
    renames = [
        rename for one in stagings for rename in _renames(one, keep=one.dataset.name not in again)
    ]
    if connection.vendor == "mysql":
        _swap_mysql(stagings, renames, pause)
    else:
        _swap_transactional(renames)


def _renames(one: Staging, *, keep: bool) -> Iterator[tuple[str, str]]:
    """Yield from which name to which, in the order in which they are free."""
    if keep and tables.exists(one.previous):
        yield one.previous, one.old
    yield one.live, one.previous if keep else one.old
    yield one.table, one.live


def _swap_transactional(renames: Sequence[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        for name, new in renames:
            cursor.execute(f"ALTER TABLE {quoted(name)} RENAME TO {quoted(new)}")


def _swap_mysql(
    stagings: Sequence[Staging],
    renames: Sequence[tuple[str, str]],
    pause: Callable[[float], None],
) -> None:
    """Wait briefly and often: a RENAME that waits makes every later reader wait behind it."""
    clauses = ", ".join(f"{quoted(name)} TO {quoted(new)}" for name, new in renames)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute(f"SET SESSION lock_wait_timeout = {LOCK_WAIT_SECONDS}")
            for _try in range(TRIES):
                try:
                    cursor.execute(f"RENAME TABLE {clauses}")
                    return
                except OperationalError as error:
                    if error.args[0] != LOCK_WAIT_TIMEOUT:
                        raise
                    pause(PAUSE_SECONDS)
    finally:
        other.close()
    raise PublicationRefused(
        "{tables} could not be replaced: another program keeps reading it. Run the task again.",
        tables=", ".join(staging.live for staging in stagings),
    )


LOCK_WAIT_TIMEOUT = 1205
