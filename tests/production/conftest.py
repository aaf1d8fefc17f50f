"""An installation on a real MariaDB and Redis; without them these tests fail, none is skipped."""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis

from project.databases import parse
from tests.installation import Installation


@pytest.fixture(scope="session")
def servers() -> tuple[str, str]:
    """The addresses of the two servers, as the environment gives them."""
    database = os.environ.get("DATABASE_URL", "")
    broker = os.environ.get("CELERY_BROKER_URL", "")
    assert database.startswith("mysql://"), "DATABASE_URL must name a MariaDB or MySQL server"
    assert broker.startswith("redis://"), "CELERY_BROKER_URL must name a Redis server"
    return database, broker


class Site(Installation):
    """An installation that can look into its own database and broker."""

    def __init__(self, folder: Path, database: str, broker: str, **environment: str) -> None:
        super().__init__(folder, DATABASE_URL=database, CELERY_BROKER_URL=broker, **environment)
        self.broker = redis.Redis.from_url(broker)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Execute one statement past the product and return what the database says."""
        from MySQLdb import connect  # the driver is there only for these tests

        at = parse(self.environment["DATABASE_URL"], conn_max_age=0, var_dir=self.folder)
        where = {"host": at["HOST"], "port": at["PORT"], "database": at["NAME"]}
        connection = connect(**where, user=at["USER"], password=at["PASSWORD"], autocommit=True)
        with closing(connection), connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def statuses(self) -> list[str]:
        """The status of every run, oldest first."""
        return [row[0] for row in self.rows("SELECT status FROM tasks_admin_run ORDER BY id")]


@pytest.fixture(scope="session")
def migrated(
    servers: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """A database of its own, migrated, dropped at the end; and a broker to go with it."""
    database, broker = servers
    name = f"toolbox_{secrets.token_hex(4)}"
    own = f"{database.rsplit('/', 1)[0]}/{name}"
    around = Site(tmp_path_factory.mktemp("around"), database, broker)
    around.rows(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
    Site(tmp_path_factory.mktemp("migrating"), own, broker).manage("migrate", "--verbosity=0")
    yield own, broker
    around.rows(f"DROP DATABASE {name}")


@pytest.fixture
def site(migrated: tuple[str, str], tmp_path: Path) -> Iterator[Site]:
    """An installation with the jobs of the worksite, no runs and an empty broker."""
    (tmp_path / "var").mkdir()
    one = Site(tmp_path, *migrated, JOB_PACKAGES="tests.worksite")
    one.broker.flushdb()
    yield one
    one.stop()
    for table in ("slot", "scheduleplan", "runline", "attempt", "runreport", "run", "heartbeat"):
        one.rows(f"DELETE FROM tasks_admin_{table}")
    one.rows("DELETE FROM django_celery_beat_periodictask")
    one.broker.close()
