"""What a run costs: an empty job through our door against an empty task of plain Celery.

    python -m bench.cost_per_run [--runs 1000] [--rounds 5] [--answers 100]
                                 [--database URL] [--broker URL]

Plain Celery stores its results with django-db, `track_started` and `result_extended`, in the same
database with the same options, and fetches as many messages ahead. Each round is ours, then plain,
each with a worker of two processes; prints the medians and their ratios. The database must be an
empty one, or one of an earlier run of this benchmark. Without options it measures SQLite and the
broker in files.

launched   per second, by one process, while no worker is there
executed   per second, out of a full queue
together   per second from the first launch to the last end, launching while the worker works
launch_ms, worker_ms   milliseconds of processor time that a run costs its launcher and its worker;
           the figures to trust where the machine is busy with other things
p50, p95   milliseconds from the launch of a single run until its `get()` returns
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from statistics import median

FILES = "filesystem://localhost/"
SETTINGS = {"ours": "project.settings", "plain": "bench.noop.plain_settings"}
LESS_IS_BETTER = ("launch_ms", "worker_ms", "p50", "p95")


def call(environment: dict[str, str], *words: str) -> str:
    """Run a Python program and return what it printed."""
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def compare(environment: dict[str, str], given: argparse.Namespace) -> None:
    """Measure the two in turns, print the medians."""
    sizes = ("--runs", str(given.runs), "--answers", str(given.answers))
    rounds: dict[str, list[dict[str, float]]] = {side: [] for side in SETTINGS}
    for number in range(given.rounds):
        for side, settings in SETTINGS.items():
            words = ("-m", "bench.noop.round", side, *sizes)
            figures = call(environment | {"DJANGO_SETTINGS_MODULE": settings}, *words)
            rounds[side].append(json.loads(figures.splitlines()[-1]))
            said = ", ".join(f"{name} {value:.1f}" for name, value in rounds[side][-1].items())
            load = os.getloadavg()[0]
            print(f"round {number + 1} {side}: {said} (load {load:.1f})", flush=True)
    for name in rounds["ours"][0]:
        ours, plain = (median(one[name] for one in rounds[side]) for side in ("ours", "plain"))
        ratio = plain / ours if name in LESS_IS_BETTER else ours / plain
        print(f"{name}: ours {ours:.1f}, plain Celery {plain:.1f}; ratio {ratio:.2f}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=0, help="by default 1000, with files 100")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--answers", type=int, default=100)
    parser.add_argument("--database", default="", help="a database URL; SQLite if not given")
    parser.add_argument("--broker", default=FILES, help="a broker URL; files if not given")
    given = parser.parse_args()
    given.runs = given.runs or (100 if given.broker == FILES else 1_000)
    with tempfile.TemporaryDirectory() as scratch:
        environment = os.environ | {
            "TOOLBOX_VAR": scratch,
            "CELERY_BROKER_URL": given.broker,
            "JOB_PACKAGES": "bench.noop",
            # As in production: what Django keeps for debugging is no cost of a run.
            "DEBUG": "false",
            "SECRET_KEY": "of no worth",
            "ALLOWED_HOSTS": "localhost",
        }
        if given.database:
            environment["DATABASE_URL"] = given.database
        call(environment, "manage.py", "migrate", "--verbosity", "0")
        compare(environment, given)


if __name__ == "__main__":
    main()
