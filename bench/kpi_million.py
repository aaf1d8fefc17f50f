"""The placements job on a million documents, from the JSON answers to the published table.

    python -m bench.kpi_million [--documents 1000000] [--in FOLDER] [--database URL]

Runs the whole pipeline of `run_task --inline` in a process of its own, on SQLite or on the
database named; prints the seconds until the table was published, those of the whole command (after
the run the boards are reckoned), its processor seconds and peak memory, and how busy the machine
was. The processor seconds of a database server are not among them. Run it twice on a database that
is kept, and the second run replaces a table that is full.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

UNTIL = date(2026, 6, 30)
PUBLISHED_AFTER = """
from tasks_admin.models import DatasetVersion
newest = DatasetVersion.objects.select_related("run").filter(dataset="kpi").first()
print((newest.published_at - newest.run.started_at).total_seconds())
"""


def manage(environment: dict[str, str], *words: str) -> str:
    """Run a management command and return what it printed."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


def run(folder: Path, database: str, state: Path) -> None:
    """Migrate, run the job, print the figures."""
    environment = os.environ | {
        "TOOLBOX_VAR": str(state),
        "TOOLBOX_SOURCE": "folder",
        "TOOLBOX_SOURCE_DIR": str(folder),
    }
    if database:
        environment["DATABASE_URL"] = database
    manage(environment, "migrate", "--verbosity", "0")
    busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    output = manage(environment, "run_task", "toolbox.kpi", f"as_of={UNTIL}", "--inline")
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    kind = database.partition(":")[0] or "sqlite"
    print(output.strip())
    published = float(manage(environment, "shell", "-c", PUBLISHED_AFTER).splitlines()[-1])
    print(
        f"{kind}, {busy}: published after {published:.1f} s; whole command {seconds:.1f} s, "
        f"processor {cpu:.1f} s, peak {used.ru_maxrss / 1024:.0f} MB"
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--in", dest="folder", type=Path, help="a source folder that is there")
    parser.add_argument("--database", default="", help="a database URL; SQLite if not given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        state, folder = Path(scratch) / "var", given.folder
        state.mkdir()
        if folder is None:
            from toolbox.samples.writing import SamplePlan, write_samples

            folder = Path(scratch) / "in"
            write_samples(folder, SamplePlan(documents=given.documents, seed=7, until=UNTIL))
        run(folder.resolve(), given.database, state)


if __name__ == "__main__":
    main()
