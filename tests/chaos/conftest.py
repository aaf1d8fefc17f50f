"""Two stacks to maltreat: the embedded default, and a MariaDB with a Redis of their own.

`CHAOS=long` is the long form: a thousand runs instead of a few dozen, longer outages.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.servers import MariaDB, Redis
from tests.chaos.site import Site

LONG = os.environ.get("CHAOS") == "long"
STACKS = [
    pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("embedded", "served")
]
"""The two stacks are maltreated beside each other, each by one process."""

PATIENCE = {"LEASE_SECONDS": "10", "REPUBLISH_SECONDS": "20"} if LONG else {}
"""Of workers, for each other and for messages; the short form keeps the haste of other tests."""


@pytest.fixture(scope="session")
def runs() -> int:
    """How many runs go through a storm."""
    return 1_000 if LONG else 40


@pytest.fixture(scope="session")
def launches() -> int:
    """How many runs are launched around an outage."""
    return 300 if LONG else 24


@pytest.fixture(scope="session")
def outage() -> float:
    """How long a server stays away, in seconds."""
    return 20 if LONG else 4


@pytest.fixture(scope="session")
def patience() -> float:
    """The seconds after which a storm has lasted too long."""
    return 2_700 if LONG else 180


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDB]:
    """A MariaDB of its own."""
    server = MariaDB(tmp_path_factory.mktemp("mariadb"))
    server.install()
    yield server
    server.stop(kill=True)


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis of its own."""
    server = Redis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop(kill=True)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of an installation that needs no server, when its database is migrated."""
    site = Site(tmp_path_factory.mktemp("prepared"), **PATIENCE)
    site.prepare()
    return site.folder / "var"


@pytest.fixture
def embedded(tmp_path: Path, prepared: Path) -> Iterator[Site]:
    """An installation that needs no server, without runs."""
    shutil.copytree(prepared, tmp_path / "var")
    site = Site(tmp_path, **PATIENCE, JOB_PACKAGES="tests.worksite")
    yield site
    site.stop()


@pytest.fixture(scope="session")
def migrated(
    tmp_path_factory: pytest.TempPathFactory, database: MariaDB, broker: Redis
) -> dict[str, str]:
    """The addresses of the two servers, when the database is migrated."""
    addresses = {"DATABASE_URL": database.url, "CELERY_BROKER_URL": broker.url}
    Site(tmp_path_factory.mktemp("migrating"), **addresses).prepare()
    return addresses


@pytest.fixture
def served(tmp_path: Path, migrated: dict[str, str]) -> Iterator[Site]:
    """An installation on the two servers, without runs."""
    site = Site(tmp_path, **migrated, **PATIENCE, JOB_PACKAGES="tests.worksite")
    yield site
    site.stop()
    for table in ("attempt", "runline", "runreport", "run", "heartbeat"):
        site.rows(f"DELETE FROM tasks_admin_{table}")
    site.rows("DELETE FROM worksite_effect")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the figures that the tests recorded."""
    for report in terminalreporter.stats.get("passed", []):
        if report.user_properties:
            figures = ", ".join(f"{name} {value}" for name, value in report.user_properties)
            terminalreporter.write_line(f"{report.location[2]}: {figures}")
