"""An installation with a worker, from outside, on the embedded default."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation
from tests.sharing import made_once

JOBS = {"JOB_PACKAGES": "tests.worksite"}


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, made once and copied for each test."""

    def migrate(folder: Path) -> None:
        Installation(folder, **JOBS).manage("migrate", "--verbosity=0")

    return made_once(tmp_path_factory, "migrated", migrate) / "var" / "db.sqlite3"


@pytest.fixture
def console(tmp_path: Path, migrated: Path) -> Iterator[Installation]:
    """A migrated installation with the jobs of the worksite; nothing runs yet."""
    (tmp_path / "var").mkdir()
    shutil.copy(migrated, tmp_path / "var")
    installation = Installation(tmp_path, **JOBS)
    yield installation
    installation.stop()
