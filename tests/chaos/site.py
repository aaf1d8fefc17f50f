"""An installation that is maltreated, and what its database says about it afterwards."""

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import Any

from project.databases import parse
from tests.installation import ROOT, Installation, until

EFFECTS = "CREATE TABLE worksite_effect (run CHAR(36), part INT, attempt INT)"
ENDED = "('succeeded', 'partial', 'failed', 'cancelled', 'lost', 'skipped')"
LINES_SHOWN = 300
MARKS_MISSING_OR_TWICE = """
    SELECT run.id, run.status, COUNT(mark.run), COUNT(DISTINCT mark.part)
    FROM tasks_admin_run run LEFT JOIN worksite_effect mark
    ON REPLACE(mark.run, '-', '') = REPLACE(run.id, '-', '')
    GROUP BY run.id, run.status, run.task_name
    HAVING run.status <> 'succeeded' OR COUNT(mark.run) <> COUNT(DISTINCT mark.part)
    OR COUNT(mark.run) <> CASE run.task_name WHEN 'worksite.mark' THEN 1 ELSE 3 END
"""


class Site(Installation):
    """An installation with the jobs of the worksite, the table of their effects, one worker."""

    def prepare(self) -> None:
        """Migrate the database and make the table in which effects are counted."""
        self.environment["JOB_PACKAGES"] = "tests.worksite"
        self.manage("migrate", "--verbosity=0")
        self.rows(EFFECTS)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Execute one statement past the product and return what the database says."""
        with closing(self._connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(query)
            rows = list(cursor.fetchall())
            connection.commit()
            return rows

    def count(self, table: str, condition: str = "1 = 1") -> int:
        """Return how many rows of a table fulfil the condition."""
        return int(self.rows(f"SELECT COUNT(*) FROM {table} WHERE {condition}")[0][0])

    def launch(self, count: int, pause: float = 0, seconds: float = 0.02) -> subprocess.Popen[str]:
        """Begin to launch runs from one program that runs beside the test.

        So long a pause follows each launch, and each effect of a run takes so many seconds.
        """
        return subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.launch", *map(str, (count, pause, seconds))],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def launch_all(self, count: int, seconds: float = 0.02) -> None:
        """Launch runs and return when all are accepted."""
        assert accepted(self.launch(count, seconds=seconds))["accepted"] == count

    def working(self) -> subprocess.Popen[bytes]:
        """Start a worker, and return it once it has shown life."""
        self.rows("DELETE FROM tasks_admin_heartbeat")
        worker = self.worker()
        until(lambda: self.count("tasks_admin_heartbeat") or worker.poll() is not None)
        return worker

    def stop(self) -> None:
        """End every process, and print what they said last: pytest shows it where a test failed."""
        super().stop()
        for log in sorted(self.folder.glob("*.log")):
            said = log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]
            sys.stdout.write("\n".join([f"--- {log.name}", *said, ""]))

    def unfinished(self) -> int:
        """How many runs are not over."""
        return self.count("tasks_admin_run", f"status NOT IN {ENDED}")

    def faults(self) -> list[tuple[Any, ...]]:
        """Runs that did not succeed, or whose marks are missing or there twice."""
        return self.rows(MARKS_MISSING_OR_TWICE)

    def _connect(self) -> Any:
        if "DATABASE_URL" not in self.environment:
            return sqlite3.connect(self.folder / "var" / "db.sqlite3", timeout=20)
        from MySQLdb import connect  # the driver is there only where a server is

        at = parse(self.environment["DATABASE_URL"], conn_max_age=0, var_dir=self.folder)
        where = {"host": at["HOST"], "port": at["PORT"], "database": at["NAME"]}
        return connect(**where, user=at["USER"], password=at["PASSWORD"])


def accepted(launching: subprocess.Popen[str], *, seconds: float = 300) -> dict[str, Any]:
    """Wait until a program has launched all its runs; return what it says about it."""
    said, _ = launching.communicate(timeout=seconds)
    assert launching.returncode == 0, "a launch was not accepted"
    return dict(json.loads(said))


def storm(site: Site, *, every: float, seconds: float) -> int:
    """Kill worker after worker, parents and children, until no run is left; return how many.

    Each works for `every` seconds from its first sign of life. Every eighth is killed
    sooner, while it starts. Fails when runs are left after `seconds`.
    """
    end, kills = time.monotonic() + seconds, 0
    while site.unfinished():
        assert time.monotonic() < end, f"{site.unfinished()} runs are left after {kills} kills"
        if kills % 8 == 7:
            worker = site.worker()
            time.sleep(kills % 5 / 2)
        else:
            worker = site.working()
            worked = time.monotonic() + every
            while time.monotonic() < worked and site.unfinished():
                time.sleep(0.1)
        assert worker.poll() is None, "a worker left by itself"
        site.kill(worker)
        kills += 1
    return kills
