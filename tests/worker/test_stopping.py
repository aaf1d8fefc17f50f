"""Runs that are too slow, stopped, terminated or handed back, with a real worker."""

import json
import sqlite3
import subprocess
from typing import Any

import pytest

from tests.installation import CELERY, ROOT, Installation, until

LATEST = "SELECT status FROM tasks_admin_run ORDER BY id"
PATIENT = {"LEASE_SECONDS": "60"}
"""No worker dies here: one that is only slow keeps its runs."""

OUTCOMES = "SELECT outcome FROM tasks_admin_attempt ORDER BY id"


@pytest.fixture(autouse=True)
def _patient(console: Installation) -> None:
    console.environment |= PATIENT


def column(console: Installation, query: str) -> list[Any]:
    """The first column of what the database says, read past the product."""
    with sqlite3.connect(console.folder / "var" / "db.sqlite3", timeout=10) as database:
        return [row[0] for row in database.execute(query).fetchall()]


def celery(console: Installation, *arguments: str) -> None:
    """Speak to the worker with Celery's own command."""
    subprocess.run(
        [*CELERY, *arguments],
        cwd=ROOT,
        env=console.environment,
        check=False,
        capture_output=True,
        timeout=90,
    )


def test_runs_that_are_too_slow_end_as_timed_out_and_are_not_tried_again(
    console: Installation,
) -> None:
    console.worker(children=3)
    for name in ("worksite.slow", "worksite.deaf"):
        console.manage("run_task", name)
    console.manage("run_task", "worksite.fetch", "seconds=30")
    until(lambda: column(console, LATEST) == ["failed"] * 3)
    assert column(console, OUTCOMES) == ["timed_out"] * 3


def test_a_terminated_run_ends_with_its_process_and_leaves_its_place(
    console: Installation,
) -> None:
    worker = console.worker(children=1)
    long = console.manage("run_task", "worksite.alone", "seconds=600", "--json")
    run = json.loads(long.stdout)["id"]
    until(lambda: column(console, LATEST)[-1] == "running")
    celery(console, "control", "terminate", "SIGKILL", run)
    until(lambda: column(console, LATEST)[-1] == "cancelled")
    assert worker.poll() is None
    console.manage("run_task", "worksite.alone", "--wait")


def test_a_worker_that_is_told_to_stop_hands_long_runs_back_and_lets_others_finish(
    console: Installation,
) -> None:
    console.environment["SHUTDOWN_SECONDS"] = "1"
    worker = console.worker()
    console.manage("run_task", "worksite.walk", "steps=60", "seconds=0.5")
    console.manage("run_task", "worksite.unrepeatable", "seconds=3")
    until(lambda: column(console, LATEST) == ["running", "running"])
    worker.terminate()
    assert worker.wait(timeout=90) == 0
    assert column(console, LATEST) == ["queued", "succeeded"]
    assert set(column(console, OUTCOMES)) == {"postponed", "succeeded"}


def test_children_are_carried_out_and_end_their_parent(console: Installation) -> None:
    console.worker()
    told = json.loads(console.manage("run_task", "worksite.spread", "--wait", "--json").stdout)
    assert (told["status"], told["result"]) == ("succeeded", {"children": 4, "succeeded": 4})


def test_of_launches_that_race_for_one_place_one_wins(console: Installation) -> None:
    racers = [
        subprocess.Popen(
            [CELERY[0], "manage.py", "run_task", "worksite.alone"],
            cwd=ROOT,
            env=console.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(3)
    ]
    assert sorted(racer.wait(timeout=60) for racer in racers) == [0, 2, 2]
    assert column(console, LATEST) == ["queued"]
