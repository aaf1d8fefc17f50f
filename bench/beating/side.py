"""One scheduler under measurement: load, rest, take in edits, fire.

    python -m bench.beating.side (ours|stock) --schedules 10000 --due 100

Needs TOOLBOX_VAR and a migrated database; prints its figures as JSON.
"""

import argparse
import gc
import json
import logging
import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any

import django
from django.db import connection
from django.utils import timezone

REST_SECONDS = 20
TICKS = 200
EDITS = 8
LEAD = timedelta(seconds=3)
PATIENCE = 300.0
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def resident() -> float:
    """Megabytes of this process that are in memory."""
    gc.collect()
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


class Statements:
    """Counts what is sent to the database."""

    def __init__(self) -> None:
        self.all = self.writes = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.all += 1
        self.writes += sql.lstrip().upper().startswith(WRITES)
        return execute(sql, params, many, context)


class Side:
    """A scheduler without a process of its own: its loop is turned by hand."""

    def __init__(self, name: str) -> None:
        from django_celery_beat.schedulers import DatabaseScheduler

        from project.celery import app
        from tasks_admin.beat import Scheduler

        self.is_ours = name == "ours"
        self.scheduler: Any = (Scheduler if self.is_ours else DatabaseScheduler)(app=app)
        self.longest = 0.5 if self.is_ours else self.scheduler.max_interval

    def tick(self) -> float:
        """One turn; returns how long the scheduler would sleep."""
        return min(float(self.scheduler.tick()), self.longest)

    def values(self, schedule_id: int, name: str) -> Any:
        """The values of a schedule as the scheduler has them in memory."""
        if self.is_ours:
            return json.loads(self.scheduler.accounts[schedule_id].promise.kwargs)
        return self.scheduler.schedule[name].kwargs

    def sync(self) -> None:
        """Write down what is still to be written."""
        self.scheduler.sync()


def load(name: str) -> tuple[Side, dict[str, float]]:
    """Make the scheduler and turn it once: now it has read all schedules."""
    before, started = resident(), time.process_time()
    side = Side(name)
    side.tick()
    used = time.process_time() - started
    return side, {"load_cpu_s": used, "memory_mb": resident() - before}


def rest(side: Side) -> dict[str, float]:
    """What it costs while nothing is due."""
    times = []
    for _ in range(TICKS):
        started = time.perf_counter()
        side.tick()
        times.append((time.perf_counter() - started) * 1000)
    used, end = time.process_time(), time.monotonic() + REST_SECONDS
    while time.monotonic() < end:
        time.sleep(side.tick())
    used = time.process_time() - used
    return {"tick_ms": median(times), "idle_cpu_percent": used / REST_SECONDS * 100}


def edit(side: Side) -> dict[str, float]:
    """The time from a saved edit until the scheduler works with it."""
    from django_celery_beat.models import PeriodicTask

    chance, waits, used = random.Random(7), [], []
    for number in range(EDITS):
        one = PeriodicTask.objects.filter(name__startswith="waiting").order_by("?")[0]
        sleep = side.tick()
        time.sleep(chance.uniform(0, sleep))  # the edit comes somewhere in its sleep
        left = sleep * chance.random()
        one.kwargs = json.dumps({"number": number + 1})
        one.save()
        saved = time.perf_counter()
        time.sleep(left)
        cpu = time.process_time()
        _until(side, partial(_has, side, one.pk, one.name, json.loads(one.kwargs)))
        used.append((time.process_time() - cpu) * 1000)
        waits.append(time.perf_counter() - saved)
    return {"edit_s": median(waits), "edit_worst_s": max(waits), "edit_cpu_ms": median(used)}


def _has(side: Side, schedule_id: int, name: str, values: Any) -> bool:
    return bool(side.values(schedule_id, name) == values)


def _until(side: Side, done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("the scheduler never came to it")
        time.sleep(min(side.tick(), 0.05))


def fire(side: Side, due: int) -> dict[str, float]:
    """So many schedules at one moment: until all are launched, and what each writes."""
    from bench.beating.filling import add_due

    at = add_due(due, LEAD)
    from django_celery_beat.models import PeriodicTasks

    PeriodicTasks.update_changed()  # the stock scheduler sees no edits in bulk
    end = time.monotonic() + PATIENCE
    while timezone.now() < at - timedelta(seconds=1) and time.monotonic() < end:
        side.tick()
        time.sleep(0.2)
    time.sleep(max((at - timezone.now()).total_seconds(), 0) + 0.01)
    counted, used = Statements(), time.process_time()
    with connection.execute_wrapper(counted):
        started = time.perf_counter()
        _until(side, lambda: side.scheduler.app.sent >= due)
        took = time.perf_counter() - started
        side.sync()
    used = time.process_time() - used
    return {
        "fired_s": took,
        "fired_cpu_ms_each": used / due * 1000,
        "statements_each": counted.all / due,
        "writes_each": counted.writes / due,
    }


def count_messages(app: Any) -> None:
    """Send nothing and count it: the broker is not what is measured."""
    app.sent = 0

    def send(*_: Any, **__: Any) -> None:
        app.sent += 1

    app.send_task = send
    app.tasks["bench.nothing"].apply_async = send


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("side", choices=("ours", "stock"))
    parser.add_argument("--schedules", type=int, default=10_000)
    parser.add_argument("--due", type=int, default=100)
    given = parser.parse_args()
    django.setup()
    logging.disable(logging.WARNING)
    from bench.beating.filling import fill
    from project.celery import app

    fill(given.schedules)
    count_messages(app)
    side, figures = load(given.side)
    figures |= rest(side) | edit(side) | fire(side, given.due)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
