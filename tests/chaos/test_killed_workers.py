"""Workers that are killed again and again: every run ends, and every effect is there once."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.chaos.conftest import LONG, STACKS
from tests.chaos.site import Site, storm
from tests.installation import until

pytestmark = pytest.mark.chaos

EVERY = 2.0
LONG_ENOUGH = 0.05 if LONG else 0.15
"""Seconds that an effect takes: two processes need more than one life of a worker for all."""
Record = Callable[[str, Any], None]


@pytest.mark.parametrize("stack", STACKS)
def test_no_run_is_lost_and_no_effect_doubled_while_workers_are_killed(
    stack: str,
    request: pytest.FixtureRequest,
    runs: int,
    patience: float,
    record_property: Record,
) -> None:
    site: Site = request.getfixturevalue(stack)
    site.launch_all(runs, LONG_ENOUGH)
    began = time.monotonic()
    kills = storm(site, every=EVERY, seconds=patience)
    record(site, record_property, runs=runs, kills=kills, seconds=time.monotonic() - began)
    assert site.count("tasks_admin_run", "status = 'succeeded'") == runs
    assert site.faults() == []
    assert site.count("tasks_admin_attempt", "finished_at IS NULL") == 0
    assert kills > 1


@pytest.mark.parametrize("stack", STACKS if LONG else STACKS[:1])
def test_a_worker_survives_its_children(
    stack: str,
    request: pytest.FixtureRequest,
    launches: int,
    patience: float,
    record_property: Record,
) -> None:
    site: Site = request.getfixturevalue(stack)
    site.launch_all(launches, LONG_ENOUGH)
    worker, began, kills = site.working(), time.monotonic(), 0
    while site.unfinished():
        assert time.monotonic() < began + patience, f"{site.unfinished()} runs are left"
        site.kill_child(worker)
        kills += 1
        time.sleep(EVERY)
    record(site, record_property, runs=launches, kills=kills, seconds=time.monotonic() - began)
    assert worker.poll() is None
    assert site.faults() == []
    assert kills > 1


@pytest.mark.xdist_group("embedded")
def test_a_child_whose_parent_is_killed_ends_its_run_and_leaves(embedded: Site) -> None:
    embedded.manage("run_task", "worksite.mark", "seconds=3")
    worker = embedded.worker()
    until(lambda: embedded.count("tasks_admin_run", "status = 'running'"))
    worker.kill()
    until(lambda: not embedded.unfinished(), seconds=20)
    assert embedded.faults() == []
    assert embedded.count("tasks_admin_attempt") == 1


def record(site: Site, tell: Record, *, runs: int, kills: int, seconds: float) -> None:
    tell("runs", runs)
    tell("kills", kills)
    tell("seconds", round(seconds))
    tell("runs/s", round(runs / seconds, 1))
    tell("attempts", site.count("tasks_admin_attempt"))
    tell("lost", site.count("tasks_admin_attempt", "outcome = 'lost'"))
