"""The database of a test run: migrated by the first process, copied by the others."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.db import connection

from tests.sharing import alone, shared_folder


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Let Django go on with the database that it finds: it is the run's own."""
    return django_db_keepdb or _is_shared()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ExitStack]:
    """Put the copy in its place, or keep the others waiting until there is one to copy."""
    with ExitStack() as waiting:
        if _is_shared():
            own = tmp_path_factory.getbasetemp() / "test.sqlite3"
            connection.settings_dict["TEST"]["NAME"] = str(own)
            template = shared_folder(tmp_path_factory) / "template.sqlite3"
            waiting.enter_context(alone(template.with_suffix(".lock")))
            if template.exists():
                shutil.copy(template, own)
                waiting.close()
            else:
                waiting.callback(_save, own, template)
        yield waiting


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings: ExitStack, django_db_setup: None) -> None:
    """Let the other processes have what this one has migrated."""
    django_db_modify_db_settings.close()


def _is_shared() -> bool:
    return connection.vendor == "sqlite" and "PYTEST_XDIST_WORKER" in os.environ


def _save(migrated: Path, template: Path) -> None:
    beside = template.with_suffix(".part")
    with closing(sqlite3.connect(migrated)) as source, closing(sqlite3.connect(beside)) as copy:
        source.backup(copy)
    beside.replace(template)
