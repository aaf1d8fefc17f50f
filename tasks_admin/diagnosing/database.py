"""The database: does it answer, is it migrated, does its clock agree with ours?"""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tasks_admin.diagnosing.finding import Finding, error, warning

SKEW_SECONDS = 2.0
CLOCKS = {
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
    "mysql": "SELECT UTC_TIMESTAMP(6)",
    "postgresql": "SELECT clock_timestamp() AT TIME ZONE 'utc'",
}
"""How to ask each database for its clock, in UTC."""


def findings() -> Iterator[Finding]:
    """Yield what is wrong with the database."""
    try:
        connection.ensure_connection()
        yield from _migrations()
        yield from _clock()
    except DatabaseError as failed:
        yield error(
            "E010",
            "The database does not answer ({error})",
            "Check that the server runs and that DATABASE_URL is right",
            error=type(failed).__name__,
        )


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        missing = [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
        yield error(
            "E011",
            "{count} migrations have not been applied, the first is {first}",
            "Stop the workers, run manage.py migrate, start them again",
            count=len(missing),
            first=missing[0],
        )


def _clock() -> Iterator[Finding]:
    skew = abs(_skew())
    if skew > SKEW_SECONDS:
        yield warning(
            "W012",
            "The clocks of the database and of this machine are {seconds} s apart",
            "Synchronise the clocks of all machines (NTP): leases and schedules rely on them",
            seconds=round(skew, 1),
        )


def _skew() -> float:
    """By how many seconds the server's clock is ahead of ours."""
    if connection.vendor not in CLOCKS:
        return 0.0
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS[connection.vendor])
        there = datetime.fromisoformat(str(cursor.fetchone()[0]))
    after = timezone.now()
    middle = before + (after - before) / 2
    return (there.replace(tzinfo=UTC) - middle).total_seconds()
