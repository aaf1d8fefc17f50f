"""A real worker on the embedded broker: it runs, it is killed, and nothing is lost."""

import sqlite3
import time
from typing import Any

from tests.installation import Installation, until
from tests.worker.launching import launched


def rows(console: Installation, query: str) -> list[tuple[Any, ...]]:
    """What the database says, read past the product."""
    with sqlite3.connect(console.folder / "var" / "db.sqlite3", timeout=10) as database:
        return database.execute(query).fetchall()


def statuses(console: Installation) -> list[str]:
    return [status for (status,) in rows(console, "SELECT status FROM tasks_admin_run ORDER BY id")]


def test_what_waited_for_a_worker_or_was_lost_on_the_way_is_carried_out_by_the_first(
    console: Installation,
) -> None:
    lost, _waiting = launched(console, *[("worksite.walk", {"seconds": 0.01})] * 2)
    messages = list((console.folder / "var" / "broker" / "queue").iterdir())
    [one] = [message for message in messages if lost in message.read_text(encoding="utf-8")]
    one.unlink()
    assert statuses(console) == ["queued", "queued"]

    worker = console.worker()
    until(lambda: statuses(console) == ["succeeded", "succeeded"])
    assert rows(console, "SELECT kind FROM tasks_admin_heartbeat") == [("worker",)]

    worker.terminate()
    worker.wait(timeout=90)
    time.sleep(0.2)
    assert rows(console, "SELECT 1 FROM tasks_admin_heartbeat") == []


def test_a_run_whose_worker_is_killed_is_finished_by_the_next_one(console: Installation) -> None:
    worker = console.worker()
    launched(console, ("worksite.hesitate", {}))
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
    launched(console, ("worksite.hesitate", {}))
    until(lambda: rows(console, "SELECT 1 FROM tasks_admin_run WHERE progress_done = 1"))
    console.kill_child(worker)
    until(lambda: statuses(console) == ["succeeded"])
    attempts = rows(console, "SELECT outcome FROM tasks_admin_attempt ORDER BY number")
    assert attempts == [("lost",), ("succeeded",)]
    assert worker.poll() is None
