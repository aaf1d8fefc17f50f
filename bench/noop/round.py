"""One round on one of the two sides: fill the queue, drain it, and ask for single answers.

    python -m bench.noop.round (ours|plain) --runs 1000 --answers 100

Needs DJANGO_SETTINGS_MODULE, TOOLBOX_VAR and CELERY_BROKER_URL, and prints its figures as JSON.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from statistics import quantiles
from typing import Any

WARM_UP = 0.1
"""The part of a drained queue that is not counted: meanwhile the worker warms up."""
SIDES = {
    "ours": ("project.celery", "bench.noop.jobs.nothing", "default"),
    "plain": ("bench.noop.plain", "bench.noop.plain", "plain"),
}


@contextmanager
def working(app: str, queue: str) -> Iterator[int]:
    """A worker with two processes, its log in a file; gives its process id."""
    command = [sys.executable, "-m", "celery", "--quiet", "-A", app, "worker", "-c", "2"]
    with (Path(os.environ["TOOLBOX_VAR"]) / f"{queue}.log").open("ab") as log:
        worker = subprocess.Popen(
            [*command, "-Q", queue, "--loglevel", "INFO"], stdout=log, stderr=log
        )
    try:
        yield worker.pid
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(60)


def processor(pid: int) -> float:
    """Seconds of processor time of a process and its children so far, those that ended too."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(")")
        except OSError:  # it has ended
            continue
        fields = rest.split()
        if name.startswith(f"{pid} "):
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) == pid:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


class Side:
    """One of the two, with Django set up for it; its results are counted from here on."""

    def __init__(self, name: str) -> None:
        app, module, self.queue = SIDES[name]
        self.app = app
        import django

        django.setup()
        # After Django, whose settings import the other application.
        import_module(app).app.set_default()
        self.delay: Callable[..., Any] = import_module(module).nothing.delay
        self.since = 0

    def moments(self) -> list[float]:
        """When each run launched since the last mark ended, in order."""
        from django_celery_results.models import TaskResult

        ended = TaskResult.objects.filter(pk__gt=self.since, status="SUCCESS")
        return sorted(at.timestamp() for at in ended.values_list("date_done", flat=True))

    def mark(self) -> None:
        """Count from here on."""
        from django_celery_results.models import TaskResult

        last = TaskResult.objects.order_by("-pk").values_list("pk", flat=True).first()
        self.since = last or 0

    def launch(self, runs: int) -> float:
        """Launch so many; return the seconds it took."""
        started = time.perf_counter()
        for number in range(runs):
            self.delay(number=number)
        return time.perf_counter() - started

    def until_done(self, runs: int, patience: float = 600) -> list[float]:
        """Wait for so many to end; return when they did."""
        deadline = time.monotonic() + patience
        while len(moments := self.moments()) < runs:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(moments)} of {runs} have ended")
            time.sleep(0.25)
        return moments


def rate(moments: list[float]) -> float:
    """How many ended in a second, the first ones left out."""
    first = round(len(moments) * WARM_UP)
    return (len(moments) - 1 - first) / (moments[-1] - moments[first])


def measure(side: Side, runs: int, answers: int) -> dict[str, float]:
    """Fill, drain, launch while it works, then wait for one answer after the other."""
    side.mark()
    launching = side.launch(runs)
    with working(side.app, side.queue) as worker:
        drained = rate(side.until_done(runs))
        side.mark()
        began, used, own = time.time(), processor(worker), time.process_time()
        side.launch(runs)
        own = time.process_time() - own
        together = runs / (side.until_done(runs)[-1] - began)
        used = processor(worker) - used
        waits = []
        for _ in range(answers):
            started = time.perf_counter()
            side.delay().get(timeout=30, interval=0.0005)
            waits.append((time.perf_counter() - started) * 1000)
    cuts = quantiles(waits, n=20)
    return {
        "launched": runs / launching,
        "executed": drained,
        "together": together,
        "launch_ms": own / runs * 1000,
        "worker_ms": used / runs * 1000,
        "p50": cuts[9],
        "p95": cuts[18],
    }


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("side", choices=SIDES)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--answers", type=int, default=100)
    given = parser.parse_args()
    print(json.dumps(measure(Side(given.side), given.runs, given.answers)))


if __name__ == "__main__":
    main()
