"""Whoever reads the tables while they are made anew and workers are killed never sees them so."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.conftest import LONG, STACKS
from tests.chaos.reading import Reader, write_sources
from tests.chaos.site import Site
from tests.installation import ROOT, until

pytestmark = pytest.mark.chaos

JOBS = ("tablas_reportes", "kpi_acumulado", "tablas_cxc")
REFRESHES, KILLS, ROWS = (20, 3, 4_000) if LONG else (4, 1, 1_000)
KILLED = {1 + place * (REFRESHES // KILLS) for place in range(KILLS)}
AS_OF = "2024-01-15"
REFERRING = """
    SELECT TABLE_NAME FROM information_schema.KEY_COLUMN_USAGE
    WHERE REFERENCED_TABLE_NAME = 'tasks_admin_run' AND TABLE_SCHEMA = DATABASE()
"""


@pytest.fixture
def refreshed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """An installation with the business's jobs, its tables all filled with the version of A."""
    for who in "AB":
        write_sources(tmp_path / who, who, ROWS)
    site: Site = request.getfixturevalue(request.param)
    site.environment |= {
        "JOB_PACKAGES": "toolbox",
        "TOOLBOX_SOURCE": "folder",
        "TOOLBOX_SOURCE_DIR": str(tmp_path / "now"),
    }
    point_to(tmp_path, "A")
    for job in JOBS:
        site.manage("run_task", f"toolbox.{job}", f"as_of={AS_OF}", "--inline")
    yield site
    site.stop()
    if "DATABASE_URL" in site.environment:
        forget(site)


def forget(site: Site) -> None:
    """Delete whatever refers to a run, for the tests that share the server."""
    with closing(site._connect()) as connection:
        cursor = connection.cursor()
        cursor.execute("SET FOREIGN_KEY_CHECKS = 0")
        cursor.execute(REFERRING)
        for (table,) in set(cursor.fetchall()):
            cursor.execute(f"DELETE FROM {table}")
        connection.commit()


def point_to(folder: Path, who: str) -> None:
    """Let the sources be those of A or B from now on."""
    (folder / "next").symlink_to(folder / who)
    os.replace(folder / "next", folder / "now")


class Refreshing:
    """The program that launches refreshes, and what became of them."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.program = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.refresh"],
            cwd=ROOT,
            env=site.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def launch(self, number: int) -> None:
        """Launch the refresh of one job, from the sources whose turn it is."""
        point_to(self.folder, "BA"[number // len(JOBS) % 2])
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(f"{JOBS[number % len(JOBS)]} {AS_OF}\n")
        self.program.stdin.flush()
        assert self.program.stdout.readline().strip()

    def stop(self) -> None:
        """End the program."""
        self.program.communicate(timeout=30)


@pytest.mark.parametrize("refreshed", STACKS, indirect=True)
def test_no_table_is_ever_seen_empty_half_or_of_two_versions(
    refreshed: Site, tmp_path: Path, record_property: Callable[[str, Any], None]
) -> None:
    refreshing, reader = Refreshing(refreshed, tmp_path), Reader(refreshed, ROWS)
    reader.start()
    worker, kills, began = refreshed.working(), 0, time.monotonic()
    for number in range(REFRESHES):
        refreshing.launch(number)
        if number in KILLED:
            until(
                lambda: refreshed.count(
                    "tasks_admin_run", "progress_done > 0 AND finished_at IS NULL"
                )
            )
            time.sleep(kills * 0.2)
            refreshed.kill(worker)
            kills += 1
            worker = refreshed.working()
        until(lambda: not refreshed.unfinished())
    seconds = time.monotonic() - began
    reader.stop()
    refreshing.stop()

    record_property("refreshes", REFRESHES)
    record_property("kills", kills)
    record_property("looks", reader.looks)
    record_property("slowest look, seconds", round(reader.slowest, 2))
    record_property("seconds", round(seconds))
    assert reader.faults == []
    assert reader.seen == {"A", "B", "-"}
    assert reader.looks > 20
    assert kills == KILLS
    assert refreshed.count("tasks_admin_run", "status <> 'succeeded'") == 0
    assert refreshed.count("tasks_admin_attempt", "outcome = 'lost'") == KILLS
