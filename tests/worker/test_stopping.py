"""Runs that are handed back by a worker that stops, and launches that race."""

import sqlite3
import subprocess
from typing import Any

from tests.installation import CELERY, ROOT, Installation, until
from tests.worker.launching import launched

LATEST = "SELECT status FROM tasks_admin_run ORDER BY id"
OUTCOMES = "SELECT outcome FROM tasks_admin_attempt ORDER BY id"


def column(console: Installation, query: str) -> list[Any]:
    """The first column of what the database says, read past the product."""
    with sqlite3.connect(console.folder / "var" / "db.sqlite3", timeout=10) as database:
        return [row[0] for row in database.execute(query).fetchall()]


def test_a_worker_that_is_told_to_stop_hands_long_runs_back_and_lets_others_finish(
    console: Installation,
) -> None:
    console.environment |= {"SHUTDOWN_SECONDS": "1", "LEASE_SECONDS": "60"}
    launched(
        console,
        ("worksite.walk", {"steps": 60, "seconds": 0.5}),
        ("worksite.unrepeatable", {"seconds": 5}),
    )
    worker = console.worker()
    until(lambda: column(console, LATEST) == ["running", "running"])
    worker.terminate()
    assert worker.wait(timeout=90) == 0
    assert column(console, LATEST) == ["queued", "succeeded"]
    assert set(column(console, OUTCOMES)) == {"postponed", "succeeded"}


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
