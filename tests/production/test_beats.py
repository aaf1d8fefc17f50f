"""Two schedulers on one database, killed and started again at random: each moment fires once."""

import os
import random
import time
from itertools import pairwise

import pytest

from tests.installation import until
from tests.production.conftest import Site

pytestmark = pytest.mark.production

SECONDS = int(os.environ.get("BEATS_SECONDS", "15"))
SCHEDULES = 20
MAKE = f"""
from datetime import timedelta
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from tasks_admin.models import SchedulePlan
every = IntervalSchedule.objects.create(every=1, period="seconds")
for number in range({SCHEDULES}):
    made = PeriodicTask.objects.create(name=f"S{{number}}", task="worksite.walk", interval=every)
    SchedulePlan.objects.create(
        schedule=made, overlap="allow", misfire="each", since=timezone.now(), fingerprint=""
    )
"""
LEDGER = "SELECT schedule_id, moment, fate, run_id FROM tasks_admin_slot ORDER BY 1, 2"


def test_each_moment_of_each_schedule_is_launched_once_whoever_is_killed(site: Site) -> None:
    site.manage("shell", "-c", MAKE)
    beats = [site.beat(), site.beat()]
    until(lambda: site.rows(LEDGER))
    chance = random.Random(7)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(chance.uniform(0.5, 3))
        fallen = chance.randrange(len(beats))
        site.kill(beats[fallen])
        beats[fallen] = site.beat()
    _both_are_back(site)
    for beat in beats:
        site.kill(beat)
    site.manage("reconcile")
    _is_complete(site.rows(LEDGER))


def _both_are_back(site: Site) -> None:
    """Wait until what was missed has been settled."""
    latest = site.rows("SELECT MAX(moment) FROM tasks_admin_slot")[0][0]
    newer = f"SELECT COUNT(DISTINCT schedule_id) FROM tasks_admin_slot WHERE moment > '{latest}'"
    until(lambda: site.rows(newer) == [(SCHEDULES,)])


def _is_complete(rows: list[tuple[object, ...]]) -> None:
    runs = [run for *_, run in rows]
    assert None not in runs
    assert len(set(runs)) == len(runs)
    assert {fate for *_, fate, _ in rows} <= {"on_time", "late", "made_up"}
    for schedule in {row[0] for row in rows}:
        moments = [row[1] for row in rows if row[0] == schedule]
        gaps = {(b - a).total_seconds() for a, b in pairwise(moments)}  # type: ignore[operator]
        assert gaps == {1.0}
    assert len(rows) > SCHEDULES * SECONDS // 2
