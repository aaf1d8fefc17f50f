"""The scheduler: every moment that a schedule promised has one fate, and at most one run."""

import pytest
import time_machine
from django.db.models import Count
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from tasks_admin.models import Fate, Run, SchedulePlan, Slot
from tests.tasks_admin.scheduler.ticking import MORNING, at, beat, ledger, schedule

pytestmark = pytest.mark.django_db


def test_a_moment_is_launched_when_it_comes_and_once(clock: time_machine.Traveller) -> None:
    schedule(kwargs='{"times": 3}')
    scheduler = beat()
    at(clock, 8, 59)
    scheduler.tick()
    assert ledger() == []
    at(clock, 9)
    scheduler.tick()
    scheduler.tick()
    assert ledger() == [("01 09:00", Fate.ON_TIME)]
    run = Run.objects.get()
    assert (run.schedule_name, run.source, run.params) == ("Look", "schedule", {"times": 3})
    assert Slot.objects.get().run == run


def test_of_two_schedulers_one_launches(clock: time_machine.Traveller) -> None:
    schedule()
    two = [beat(), beat()]
    for minutes in range(58, 64):
        at(clock, 8 + minutes // 60, minutes % 60)
        for scheduler in two:
            scheduler.tick()
    assert ledger() == [("01 09:00", Fate.ON_TIME)]
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("overlap", "fates", "runs"),
    [
        ("allow", [Fate.ON_TIME] * 3, 3),
        ("skip", [Fate.ON_TIME, Fate.OVERLAP, Fate.OVERLAP], 1),
        ("queue", [Fate.ON_TIME, Fate.ON_TIME, Fate.OVERLAP], 2),
    ],
)
def test_a_moment_at_which_the_earlier_run_still_works(
    clock: time_machine.Traveller, overlap: str, fates: list[str], runs: int
) -> None:
    schedule("0 9-11 * * *")
    scheduler = beat()
    SchedulePlan.objects.update(overlap=overlap)
    for hour in (9, 10, 11):
        at(clock, hour)
        scheduler.tick()
    assert [fate for _, fate in ledger()] == fates
    assert Run.objects.count() == runs
    assert all(slot.run_id for slot in Slot.objects.all())


def test_a_celery_task_that_is_no_job_is_sent_as_it_is(clock: time_machine.Traveller) -> None:
    schedule(task="celery.backend_cleanup")
    scheduler = beat()
    at(clock, 9)
    scheduler.tick()
    assert ledger() == [("01 09:00", Fate.ON_TIME)]
    assert not Run.objects.exists()


def test_a_single_moment_is_launched_and_switched_off(clock: time_machine.Traveller) -> None:
    made = schedule(one_off=True)
    scheduler = beat()
    for day in (1, 2):
        at(clock, 9, day=day)
        scheduler.tick()
    made.refresh_from_db()
    assert (ledger(), made.enabled) == ([("01 09:00", Fate.ON_TIME)], False)


def test_django_celery_beat_s_own_columns_follow(clock: time_machine.Traveller) -> None:
    made = schedule()
    scheduler = beat()
    at(clock, 9)
    scheduler.tick()
    scheduler.close()
    made.refresh_from_db()
    assert (made.last_run_at, made.total_run_count) == (MORNING.replace(hour=9), 1)


def test_intervals_of_two_schedulers_are_counted_alike(clock: time_machine.Traveller) -> None:
    every = IntervalSchedule.objects.create(every=10, period="minutes")
    PeriodicTask.objects.create(name="Look", task="test.look", interval=every)
    two = [beat(), beat()]
    SchedulePlan.objects.update(overlap="allow")
    for minutes in range(1, 31):
        at(clock, 8, minutes)
        for scheduler in two:
            scheduler.tick()
    assert [when for when, _ in ledger()] == ["01 08:10", "01 08:20", "01 08:30"]
    assert Run.objects.count() == 3


def test_one_schedule_that_cannot_be_settled_holds_up_no_other(
    clock: time_machine.Traveller,
) -> None:
    bad = schedule(name="Bad", kwargs="no json")
    schedule(name="Good")
    scheduler = beat()
    at(clock, 9)
    scheduler.tick()
    assert Slot.objects.filter(schedule_name="Good", fate=Fate.ON_TIME).count() == 1
    assert Slot.objects.filter(schedule=bad).count() == 1


def test_no_moment_is_settled_twice(clock: time_machine.Traveller) -> None:
    schedule("*/15 * * * *")
    scheduler = beat()
    SchedulePlan.objects.update(overlap="allow")
    for minutes in range(61):
        at(clock, 8 + minutes // 60, minutes % 60)
        scheduler.tick()
        if minutes % 20 == 0:
            scheduler = beat()
    twice = Slot.objects.values("moment").annotate(times=Count("id")).filter(times__gt=1)
    assert not twice.exists()
    assert Slot.objects.count() == Run.objects.count() == 4
