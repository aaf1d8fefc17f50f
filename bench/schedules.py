"""What the scheduler costs with many schedules, beside django-celery-beat's own.

    python -m bench.schedules [--schedules 10000] [--due 100] [--rounds 3] [--database URL]

Each side loads the schedules, rests, takes in edits and fires so many at one moment, in a process
and a database of its own; no message is sent. Prints the medians of the rounds. A database URL
names an empty database, or one of an earlier run of this benchmark.

load_cpu_s, memory_mb   processor of the first turn, and what it leaves in memory
tick_ms, idle_cpu_percent   a turn while nothing is due, and the processor of its loop
edit_s, edit_worst_s, edit_cpu_ms   from a saved edit until the scheduler works with it
fired_s, fired_cpu_ms_each   until all that are due are launched; ours records a run for each
statements_each, writes_each   sent to the database for each that fired, with what is synchronised
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from statistics import median

SIDES = ("ours", "stock")
PROMISES = {"tick_ms": 5.0, "edit_worst_s": 1.0}
"""What the figure of our side must stay under."""


def call(environment: dict[str, str], *words: str) -> str:
    """Run a Python program and return what it printed."""
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def measure(given: argparse.Namespace) -> dict[str, list[dict[str, float]]]:
    """Measure the two in turns."""
    sizes = ("--schedules", str(given.schedules), "--due", str(given.due))
    rounds: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    with tempfile.TemporaryDirectory() as scratch:
        environment = os.environ | {
            "TOOLBOX_VAR": scratch,
            "DJANGO_SETTINGS_MODULE": "project.settings",
            "JOB_PACKAGES": "bench.noop",
            "DEBUG": "true",
        }
        if given.database:
            environment["DATABASE_URL"] = given.database
        call(environment, "manage.py", "migrate", "--verbosity", "0")
        for number in range(given.rounds):
            for side in SIDES:
                figures = call(environment, "-m", "bench.beating.side", side, *sizes)
                rounds[side].append(json.loads(figures.splitlines()[-1]))
                said = ", ".join(f"{name} {value:.2f}" for name, value in rounds[side][-1].items())
                load = os.getloadavg()[0]
                print(f"round {number + 1} {side}: {said} (load {load:.1f})", flush=True)
    return rounds


def main() -> None:
    """Read the command line; leave with 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--schedules", type=int, default=10_000)
    parser.add_argument("--due", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", default="", help="a database URL; SQLite if not given")
    rounds = measure(parser.parse_args())
    broken = []
    for name in rounds["ours"][0]:
        ours, stock = (median(one[name] for one in rounds[side]) for side in SIDES)
        kept = ours < PROMISES.get(name, float("inf"))
        broken += [] if kept else [name]
        limit = f" (promised: under {PROMISES[name]:g})" if name in PROMISES else ""
        ratio = f"{stock / ours:.1f}" if ours else "-"
        print(f"{name:20} ours {ours:9.2f}   stock {stock:9.2f}   ratio {ratio}{limit}")
    if broken:
        sys.exit(f"not kept: {', '.join(broken)}")


if __name__ == "__main__":
    main()
