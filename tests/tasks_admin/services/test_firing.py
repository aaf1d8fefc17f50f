"""Many moments at once: few statements, and one that fails takes no other with it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from background import TaskContext, task
from tasks_admin.models import Fate, Run, SchedulePlan, SchedulerState, Slot
from tasks_admin.queries.promises import promises
from tasks_admin.services import firing
from tasks_admin.services.sorting import Claim, Watch
from tests.conftest import Declare

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
WATCH = Watch(NOON, None, SchedulerState())

pytestmark = pytest.mark.django_db


@task(name="test.look")
def look(ctx: TaskContext) -> None:
    """Look around."""


@pytest.fixture
def claims(declare: Declare) -> list[Claim]:
    """Twenty schedules whose moment is now."""
    declare(look)
    PeriodicTask.objects.all().delete()
    every = IntervalSchedule.objects.create(every=1, period="hours")
    for number in range(20):
        made = PeriodicTask.objects.create(name=f"S{number}", task="test.look", interval=every)
        SchedulePlan.objects.create(schedule=made, since=NOON, fingerprint="")
    return [Claim(one, one.plan, [NOON]) for one in promises() if one.plan]


def slots_by_fate() -> dict[str, int]:
    fates = list(Slot.objects.values_list("fate", flat=True))
    return {fate: fates.count(fate) for fate in set(fates)}


def test_the_slots_of_a_moment_are_written_together(claims: list[Claim]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        settled = firing.settle(claims, WATCH)
    assert settled.launched.total() == Run.objects.count() == 20
    assert {slot.run_id for slot in Slot.objects.all()} == set(
        Run.objects.values_list("pk", flat=True)
    )
    of_slots = [one["sql"] for one in asked if "_slot" in one["sql"].partition("(")[0]]
    assert len(of_slots) == 2


def test_what_another_scheduler_has_settled_stays_as_it_is(claims: list[Claim]) -> None:
    firing.settle(claims[5:8], WATCH)
    before = list(Slot.objects.order_by("id").values())
    settled = firing.settle(claims, WATCH)
    assert (settled.launched.total(), settled.failed) == (17, set())
    assert list(Slot.objects.order_by("id").values())[:3] == before
    assert Slot.objects.count() == Run.objects.count() == 20


def test_one_that_fails_in_an_unforeseen_way_takes_no_other_with_it(claims: list[Claim]) -> None:
    bad = claims[2]
    bad.plan.overlap = "nonsense"
    settled = firing.settle(claims, WATCH)
    assert settled.failed == {bad.promise.schedule_id}
    assert slots_by_fate() == {Fate.ON_TIME: 19}
    assert not Run.objects.filter(schedule_name=bad.promise.name).exists()

    bad.plan.overlap = "skip"
    firing.settle([bad], Watch(NOON + timedelta(seconds=30), None, SchedulerState()))
    assert slots_by_fate() == {Fate.ON_TIME: 19, Fate.LATE: 1}


def test_each_of_many_moments_has_its_own_reason(claims: list[Claim]) -> None:
    claims[0].plan.paused_from, claims[0].plan.paused_by = NOON - timedelta(days=1), "ana"
    firing.settle(claims, WATCH)
    firing.settle(
        [Claim(one.promise, one.plan, [NOON + timedelta(hours=1)]) for one in claims], WATCH
    )
    assert slots_by_fate() == {Fate.PAUSED: 2, Fate.ON_TIME: 19, Fate.OVERLAP: 19}
    overlaps = Slot.objects.filter(fate=Fate.OVERLAP)
    assert {slot.reason["code"] for slot in overlaps if slot.reason} == {"already_running"}
    assert not Slot.objects.filter(fate=Fate.ON_TIME, reason__isnull=False).exists()
