"""What the scheduler costs with many schedules, beside django-celery-beat's own.

    python -m bench.schedules [--schedules 10000] [--due 100] [--rounds 3] [--database URL]

Each side loads the schedules, rests, takes in edits and fires so many at one moment, in a process
of its own; no message is sent. Prints the medians of the rounds in one table: on SQLite, and on the
database if one is given. Its URL names an empty database, or one of an earlier run.

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


def measure(given: argparse.Namespace, database: str) -> dict[str, list[dict[str, float]]]:
    """Measure the two in turns on one database: SQLite where no URL is given."""
    sizes = ("--schedules", str(given.schedules), "--due", str(given.due))
    rounds: dict[str, list[dict[str, float]]] = {side: [] for side in SIDES}
    with tempfile.TemporaryDirectory() as scratch:
        environment = os.environ | {
            "TOOLBOX_VAR": scratch,
            "DJANGO_SETTINGS_MODULE": "project.settings",
            "JOB_PACKAGES": "bench.noop",
            "DEBUG": "true",
            "DATABASE_URL": database,
        }
        call(environment, "manage.py", "migrate", "--verbosity", "0")
        for number in range(given.rounds):
            for side in SIDES:
                figures = call(environment, "-m", "bench.beating.side", side, *sizes)
                rounds[side].append(json.loads(figures.splitlines()[-1]))
                said = ", ".join(f"{name} {value:.2f}" for name, value in rounds[side][-1].items())
                where, load = name_of(database), os.getloadavg()[0]
                print(f"{where}, round {number + 1} {side}: {said} (load {load:.1f})", flush=True)
    return rounds


def name_of(database: str) -> str:
    """What the table calls a database."""
    return database.partition(":")[0] or "sqlite"


def main() -> None:
    """Read the command line; leave with 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--schedules", type=int, default=10_000)
    parser.add_argument("--due", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", default="", help="a database URL, beside SQLite")
    given = parser.parse_args()
    databases = dict.fromkeys(["", given.database])
    measured = {name_of(one): measure(given, one) for one in databases}
    sys.exit(f"not kept: {', '.join(broken)}" if (broken := tell(measured)) else 0)


def tell(measured: dict[str, dict[str, list[dict[str, float]]]]) -> list[str]:
    """Print the medians, a line for each figure; return those that are not as promised."""
    columns = [f"{where} {side}" for where in measured for side in (*SIDES, "ratio")]
    print(f"{'':20}" + "".join(f"{column:>15}" for column in columns))
    broken = []
    for name in next(iter(measured.values()))["ours"][0]:
        cells = []
        for where, rounds in measured.items():
            ours, stock = (median(one[name] for one in rounds[side]) for side in SIDES)
            cells += [f"{ours:.2f}", f"{stock:.2f}", f"{stock / ours:.1f}" if ours else "-"]
            broken += [] if ours < PROMISES.get(name, float("inf")) else [f"{name} on {where}"]
        limit = f"  (promised: under {PROMISES[name]:g})" if name in PROMISES else ""
        print(f"{name:20}" + "".join(f"{cell:>15}" for cell in cells) + limit)
    return broken


if __name__ == "__main__":
    main()
