"""What a worker does with its runs: one that serves all of these tests."""

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.installation import CELERY, ROOT, Installation, until
from tests.worker.conftest import JOBS
from tests.worker.launching import launched


@pytest.fixture(scope="module")
def console(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose worker serves; no worker dies here, so a slow one keeps its runs."""
    folder = tmp_path_factory.mktemp("serving")
    (folder / "var").mkdir()
    shutil.copy(migrated, folder / "var")
    installation = Installation(folder, **JOBS, LEASE_SECONDS="60")
    installation.worker(children=3)
    yield installation
    installation.stop()


def column(console: Installation, query: str, run: str) -> list[Any]:
    """The first column of what the database says of a run, read past the product."""
    with sqlite3.connect(console.folder / "var" / "db.sqlite3", timeout=10) as database:
        return [row[0] for row in database.execute(query, [UUID(run).hex]).fetchall()]


def status(console: Installation, run: str) -> str:
    return str(column(console, "SELECT status FROM tasks_admin_run WHERE id = ?", run)[0])


def waited_for(console: Installation, *asked: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(console.manage("run_task", *asked, "--wait", "--json").stdout)
    return told


def test_a_run_is_carried_out_and_its_result_comes_back(console: Installation) -> None:
    told = waited_for(console, "worksite.walk", "steps=2")
    assert (told["status"], told["result"]) == ("succeeded", 2)


def test_children_are_carried_out_and_end_their_parent(console: Installation) -> None:
    told = waited_for(console, "worksite.spread")
    assert (told["status"], told["result"]) == ("succeeded", {"children": 4, "succeeded": 4})


def test_runs_that_are_too_slow_end_as_timed_out_and_are_not_tried_again(
    console: Installation,
) -> None:
    runs = launched(
        console, ("worksite.slow", {}), ("worksite.deaf", {}), ("worksite.fetch", {"seconds": 30})
    )
    until(lambda: {status(console, run) for run in runs} == {"failed"})
    outcomes = "SELECT outcome FROM tasks_admin_attempt WHERE run_id = ?"
    assert [column(console, outcomes, run) for run in runs] == [["timed_out"]] * 3


def test_a_terminated_run_ends_with_its_process_and_leaves_its_place(
    console: Installation,
) -> None:
    [run] = launched(console, ("worksite.alone", {"seconds": 600}))
    until(lambda: status(console, run) == "running")
    subprocess.run(
        [*CELERY, "control", "terminate", "SIGKILL", run],
        cwd=ROOT,
        env=console.environment,
        check=False,
        capture_output=True,
        timeout=90,
    )
    until(lambda: status(console, run) == "cancelled")
    assert console.processes[0].poll() is None
    assert waited_for(console, "worksite.alone")["status"] == "succeeded"
