"""The moment in which readers get the new version: all tables at once, or none."""

import time
from collections.abc import Callable, Sequence

from django.db import OperationalError, connection, connections

from background import PublicationRefused
from tasks_admin.services.tables.staging import Staging, quoted

LOCK_WAIT_SECONDS = 2
TRIES = 30
PAUSE_SECONDS = 1.0


def swap(stagings: Sequence[Staging], *, pause: Callable[[float], None] = time.sleep) -> None:
    """Rename the live tables away and the staging tables into their place.

    Call it inside the fenced transaction. SQLite's renames are part of that transaction. On MySQL
    one RENAME statement swaps all tables and commits by itself, so it goes over a connection of
    its own while the fenced transaction holds the run's row.
    Raises PublicationRefused when readers keep a table locked for too long.
    """
    if connection.vendor == "mysql":
        _swap_mysql(stagings, pause)
    else:
        _swap_transactional(stagings)


def _swap_transactional(stagings: Sequence[Staging]) -> None:
    with connection.cursor() as cursor:
        for staging in stagings:
            for name, new in ((staging.live, staging.old), (staging.table, staging.live)):
                cursor.execute(f"ALTER TABLE {quoted(name)} RENAME TO {quoted(new)}")


def _swap_mysql(stagings: Sequence[Staging], pause: Callable[[float], None]) -> None:
    """Wait briefly and often: a RENAME that waits makes every later reader wait behind it."""
    renames = ", ".join(
        f"{quoted(staging.live)} TO {quoted(staging.old)}, "
        f"{quoted(staging.table)} TO {quoted(staging.live)}"
        for staging in stagings
    )
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute(f"SET SESSION lock_wait_timeout = {LOCK_WAIT_SECONDS}")
            for _try in range(TRIES):
                try:
                    cursor.execute(f"RENAME TABLE {renames}")
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
