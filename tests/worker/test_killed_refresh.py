"""A KPI run whose worker is killed: readers keep the old table, and the run is finished."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.installation import ROOT, Installation, until
from tests.worker.launching import launched

GOLDEN = ROOT / "tests" / "golden" / "kpi"
DOCUMENTS = 10_000


@pytest.fixture
def console(tmp_path: Path, migrated: Path) -> Iterator[Installation]:
    """An installation over the golden folder, its table published."""
    (tmp_path / "var").mkdir()
    shutil.copy(migrated, tmp_path / "var")
    installation = Installation(tmp_path, TOOLBOX_SOURCE="folder", TOOLBOX_SOURCE_DIR=str(GOLDEN))
    installation.manage("run_task", "toolbox.kpi", "as_of=2024-07-27", "rules=legacy", "--inline")
    yield installation
    installation.stop()


def one(console: Installation, query: str) -> Any:
    with sqlite3.connect(console.folder / "var" / "db.sqlite3", timeout=10) as database:
        (value,) = database.execute(query).fetchone() or (None,)
        return value


NEWEST = "SELECT {} FROM tasks_admin_run ORDER BY id DESC LIMIT 1"
ROWS = "SELECT COUNT(*) FROM kpi"
STAGING = (
    "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' "
    "AND name GLOB 'kpi__*' AND name <> 'kpi__previous'"
)


WORKING = ("Calculate and load", "Fetch rates")


def stopped_in_the_middle(console: Installation, worker: subprocess.Popen[bytes]) -> bool:
    """Let a stopped worker go on a little at a time; False where its run was over in between."""
    end = time.monotonic() + 60
    while one(console, NEWEST.format("status")) in ("queued", "running"):
        if one(console, NEWEST.format("progress_step")) in WORKING:
            return True
        assert time.monotonic() < end
        os.killpg(worker.pid, signal.SIGCONT)
        time.sleep(0.03)
        os.killpg(worker.pid, signal.SIGSTOP)
    os.killpg(worker.pid, signal.SIGCONT)
    return False


def test_the_old_table_stays_whole_and_the_next_worker_finishes_the_run(
    console: Installation, ten_thousand: Path
) -> None:
    console.environment["TOOLBOX_SOURCE_DIR"] = str(ten_thousand)
    worker = console.worker()
    for _ in range(5):  # a busy machine may let a whole run slip by
        os.killpg(worker.pid, signal.SIGSTOP)
        before = one(console, ROWS)
        launched(console, ("toolbox.kpi", {}))
        if stopped_in_the_middle(console, worker):
            break
    console.kill(worker)

    assert one(console, NEWEST.format("status")) == "running"
    assert one(console, ROWS) == before

    console.worker()
    until(lambda: one(console, NEWEST.format("status")) == "succeeded")
    assert one(console, NEWEST.format("attempt")) == 2
    assert one(console, ROWS) > 0.9 * DOCUMENTS
    assert one(console, STAGING) == 0
