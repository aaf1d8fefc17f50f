"""A real worker on the embedded broker: it runs, it is killed, and nothing is lost."""

import json
import sqlite3
import time
from typing import Any

from tests.installation import Installation, until


def rows(console: Installation, query: str) -> list[tuple[Any, ...]]:
    """What the database says, read past the product."""
    with sqlite3.connect(console.folder / "var" / "db.sqlite3", timeout=10) as database:
        return database.execute(query).fetchall()


def statuses(console: Installation) -> list[str]:
    return [status for (status,) in rows(console, "SELECT status FROM tasks_admin_run ORDER BY id")]


def test_a_run_is_carried_out_by_the_worker_and_its_result_comes_back(
    console: Installation,
) -> None:
    console.worker()
    done = console.manage("run_task", "worksite.walk", "steps=2", "--wait", "--json")
    told = json.loads(done.stdout)
    assert (told["status"], told["result"]) == ("succeeded", 2)


def test_a_run_launched_before_any_worker_waits_for_the_first(console: Installation) -> None:
    console.manage("run_task", "worksite.walk")
    assert statuses(console) == ["queued"]
    console.worker()
    until(lambda: statuses(console) == ["succeeded"])


def test_a_message_that_was_lost_is_sent_again(console: Installation) -> None:
    console.manage("run_task", "worksite.walk")
    for message in (console.folder / "var" / "broker" / "queue").iterdir():
        message.unlink()
    console.worker()
    until(lambda: statuses(console) == ["succeeded"])


def test_a_run_whose_worker_is_killed_is_finished_by_the_next_one(console: Installation) -> None:
    worker = console.worker()
    console.manage("run_task", "worksite.hesitate")
    until(lambda: rows(console, "SELECT 1 FROM tasks_admin_run WHERE progress_done = 1"))
    console.kill(worker)
    assert statuses(console) == ["running"]

    console.worker()
    until(lambda: statuses(console) == ["succeeded"])
    attempts = rows(console, "SELECT number, outcome FROM tasks_admin_attempt ORDER BY number")
    assert attempts == [(1, "lost"), (2, "succeeded")]
    effects = rows(console, "SELECT COUNT(*) FROM tasks_admin_runline WHERE level = 'success'")
    assert effects == [(1,)]


def test_a_run_whose_process_alone_is_killed_is_finished_long_before_its_lease_ends(
    console: Installation,
) -> None:
    console.environment["LEASE_SECONDS"] = "600"
    worker = console.worker(children=1)
    console.manage("run_task", "worksite.hesitate")
    until(lambda: rows(console, "SELECT 1 FROM tasks_admin_run WHERE progress_done = 1"))
    console.kill_child(worker)
    until(lambda: statuses(console) == ["succeeded"])
    attempts = rows(console, "SELECT outcome FROM tasks_admin_attempt ORDER BY number")
    assert attempts == [("lost",), ("succeeded",)]
    assert worker.poll() is None


def test_a_worker_shows_life_and_is_forgotten_when_it_leaves(console: Installation) -> None:
    worker = console.worker()
    until(lambda: rows(console, "SELECT 1 FROM tasks_admin_heartbeat WHERE kind = 'worker'"))
    worker.terminate()
    worker.wait(timeout=90)
    time.sleep(0.2)
    assert rows(console, "SELECT 1 FROM tasks_admin_heartbeat") == []
