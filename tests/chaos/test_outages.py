"""Servers that go away in the middle: every launch is accepted, and every run ends once."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.chaos.conftest import LONG
from tests.chaos.servers import MariaDB, Redis
from tests.chaos.site import Site, accepted
from tests.installation import until

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("served")]

Record = Callable[[str, Any], None]


def test_a_redis_that_stops_and_forgets_all_delays_runs_and_loses_none(
    served: Site,
    broker: Redis,
    launches: int,
    outage: float,
    patience: float,
    record_property: Record,
) -> None:
    worker = served.working()
    launching = served.launch(launches, pause=2 * outage / launches)
    until(lambda: served.count("tasks_admin_run") > launches / 4)
    broker.stop(kill=True)
    time.sleep(outage)
    broker.start()
    told = accepted(launching)
    back = time.monotonic()
    assert told["accepted"] == launches
    until(lambda: not served.unfinished(), seconds=patience)
    record_property("launches", launches)
    record_property("away, seconds", outage)
    record_property("slowest launch, seconds", round(told["longest"], 2))
    record_property("all done after, seconds", round(time.monotonic() - back))
    assert worker.poll() is None
    assert served.faults() == []


@pytest.mark.parametrize("kill", [True, False] if LONG else [True])
def test_runs_continue_when_mariadb_is_restarted_under_them(
    served: Site,
    database: MariaDB,
    launches: int,
    patience: float,
    record_property: Record,
    kill: bool,
) -> None:
    served.launch_all(launches)
    worker = served.working()
    until(lambda: served.count("tasks_admin_run", "status = 'succeeded'") > launches / 4)
    database.stop(kill=kill)
    time.sleep(2)
    database.start()
    back = time.monotonic()
    until(lambda: not served.unfinished(), seconds=patience)
    record_property("runs", launches)
    record_property("all done after, seconds", round(time.monotonic() - back))
    record_property("attempts", served.count("tasks_admin_attempt"))
    assert worker.poll() is None
    assert served.faults() == []
