"""Lists are ordered by the moments that the scheduler has written down."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django_celery_beat.models import PeriodicTask

from tasks_admin.models import SchedulePlan
from tasks_admin.planning.rules import NEVER
from tasks_admin.queries import foretold
from tasks_admin.queries.schedule_filter import ScheduleFilter
from tasks_admin.queries.schedules import schedules
from tasks_admin.queries.upcoming import upcoming
from tasks_admin.services import scheduling
from tests.conftest import Declare
from tests.tasks_admin.scheduler.ticking import MORNING, at, beat, look, schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alone(declare: Declare, db: None) -> None:
    declare(look)
    PeriodicTask.objects.all().delete()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


def stored() -> datetime | None:
    return SchedulePlan.objects.get().next_at


def test_what_comes_next_is_written_down_by_the_scheduler_and_at_an_edit(
    clock: time_machine.Traveller,
) -> None:
    schedule("0 9,10 * * *")
    scheduler = beat()
    assert stored() == MORNING.replace(hour=9)
    at(clock, 9)
    scheduler.tick()
    assert stored() == MORNING.replace(hour=10)
    made = PeriodicTask.objects.get()
    raw = {"name": "Look", "task": "test.look", "cron": "0 15 * * *", "zone": "America/Lima"}
    scheduling.change(made.pk, raw, user=None)
    assert stored() == MORNING.replace(hour=15)
    scheduling.switch(made.pk, False, user=None)
    shown = schedules(ScheduleFilter(), datetime.now(UTC)).rows
    assert [one.next for one in shown] == [None]


def test_what_no_scheduler_has_looked_at_is_reckoned(clock: time_machine.Traveller) -> None:
    made = [schedule(f"0 {hour} * * *", name=str(hour)) for hour in (15, 9, 12)]
    beat()
    SchedulePlan.objects.filter(schedule=made[0]).update(next_at=MORNING - timedelta(days=1))
    SchedulePlan.objects.filter(schedule=made[1]).delete()
    now = datetime.now(UTC)
    names = [one.name for one in schedules(ScheduleFilter(), now).rows]
    assert names == ["9", "12", "15"]
    assert [one.schedule for one in upcoming(now, limit=2)] == ["9", "12"]
    assert foretold.soonest(now, 0) == {made[0].pk, made[1].pk}


def test_a_paused_one_stands_in_no_other_s_way(clock: time_machine.Traveller) -> None:
    for hour in (9, 10, 11):
        schedule(f"0 {hour} * * *", name=str(hour))
    beat()
    held = SchedulePlan.objects.filter(schedule__name="9")
    held.update(paused_from=MORNING, paused_until=MORNING.replace(hour=12))
    now = datetime.now(UTC)
    assert [one.schedule for one in upcoming(now, limit=2)] == ["10", "11"]
    paused = schedules(ScheduleFilter(state="paused"), now)
    assert [one.name for one in paused.rows] == ["9"]


def test_pages_are_cut_from_what_is_written_down_with_the_silent_ones_last(
    clock: time_machine.Traveller,
) -> None:
    for hour in (11, 9, 10):
        schedule(f"0 {hour} * * *", name=f"at {hour}")
    schedule("0 9 * * *", name="off", enabled=False)
    schedule("0 0 31 2 *", name="never")
    scheduler = beat()
    scheduler.tick()
    now = datetime.now(UTC)
    on, names = PeriodicTask.objects.all(), dict(PeriodicTask.objects.values_list("pk", "name"))
    SchedulePlan.objects.bulk_create(
        [SchedulePlan(schedule=on.get(name="off"), since=now, fingerprint="", next_at=NEVER)]
    )
    whole = ["at 9", "at 10", "at 11", "never", "off"]
    for start in range(6):
        for size in (1, 2, 5):
            page = foretold.by_next_moment(on, now, start, size)
            assert [names[pk] for pk in page] == whole[start : start + size]
