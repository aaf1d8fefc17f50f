"""The pages of runs with a million runs in the table, against the same with ten thousand.

    python -m bench.runs_million [--runs 1000000] [--rounds 15] [--few URL --many URL]

Two consoles, each with a process and a database of its own (SQLite, or those that are named, which
are migrated and keep what they get), are asked for each page in turns, signed in, through Django's
test client. Prints the medians in milliseconds and their ratios, and beside them those of the
admin's lists of django-celery-results over as many results. Leaves with 1 where a page of the
console takes more than 1.3 times as long. A MariaDB must know the zones of time: the admin asks it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

SMALL = 10_000
PROMISED = 1.3
ADMIN_ROUNDS = 2
Medians = dict[str, tuple[float, float]]


class Side:
    """A console with so many runs, in a process of its own."""

    def __init__(self, runs: int, folder: Path, database: str) -> None:
        environment = os.environ | {
            "TOOLBOX_VAR": str(folder),
            "DJANGO_SETTINGS_MODULE": "project.settings",
        }
        if database:
            environment["DATABASE_URL"] = database
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.history.side", str(runs)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.ours, self.admins = self._heard()

    def ask(self, name: str) -> float:
        """Ask for a page; return the milliseconds that it took."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        return float(self._heard())

    def stop(self) -> None:
        """End it."""
        self.process.communicate()

    def _heard(self) -> Any:
        assert self.process.stdout is not None
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit("a console left by itself")
        return json.loads(answer)


def compare(few: Side, many: Side, names: list[str], rounds: int) -> Medians:
    """Ask both for each page in turns, once before to warm them up; return the medians."""
    asked = [[(few.ask(name), many.ask(name)) for name in names] for _ in range(rounds + 1)][1:]
    return {
        name: (median(one for one, _ in each), median(other for _, other in each))
        for name, each in zip(names, zip(*asked, strict=True), strict=True)
    }


def show(medians: Medians) -> None:
    """Print the table."""
    for name, (few, many) in medians.items():
        print(f"{name:20} {few:9.1f} {many:9.1f} {many / few:6.2f}", flush=True)


def judge(ours: Medians, admins: Medians) -> list[str]:
    """Print the worst; return the console's pages that take longer than is promised."""
    ratios = {name: many / few for name, (few, many) in ours.items()}
    slowest = max(ratios, key=lambda name: ratios[name])
    print(f"highest ratio: {ratios[slowest]:.2f} ({slowest})")
    first = admins["admin, first page"][1] / ours["list"][1]
    print(f"the admin's first page takes {first:.0f} times what the list takes")
    print(f"load {os.getloadavg()[0]:.1f}")
    return [name for name, ratio in ratios.items() if ratio > PROMISED]


def main() -> None:
    """Read the command line; leave with 1 where the promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--few", default="", help="a database URL; SQLite if not given")
    parser.add_argument("--many", default="", help="the URL of another database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        few = Side(SMALL, Path(scratch, "few"), given.few)
        many = Side(given.runs, Path(scratch, "many"), given.many)
        print(f"milliseconds with {SMALL} runs, with {given.runs}, and their ratio")
        show(ours := compare(few, many, few.ours, given.rounds))
        show(admins := compare(few, many, few.admins, ADMIN_ROUNDS))
        slow = judge(ours, admins)
        few.stop()
        many.stop()
    if slow:
        sys.exit(f"more than {PROMISED} times as long: {', '.join(slow)}")


if __name__ == "__main__":
    main()
