"""Edits, pauses, days off and values: what holds at the moment itself is what counts."""

import pytest
import time_machine
from django.db import connection
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from tasks_admin.models import CalendarDay, Fate, Run, SchedulePlan, SchedulerState, Slot
from tasks_admin.queries.misfits import misfits
from tests.tasks_admin.scheduler.ticking import MORNING, at, beat, ledger, schedule

pytestmark = pytest.mark.django_db


def test_an_edit_by_bare_sql_counts_from_the_next_tick(clock: time_machine.Traveller) -> None:
    made = schedule()
    scheduler = beat()
    with connection.cursor() as cursor:
        table = CrontabSchedule._meta.db_table
        cursor.execute(f"UPDATE {table} SET hour = '10' WHERE id = %s", [made.crontab_id])
    for hour in (9, 10):
        at(clock, hour)
        scheduler.tick()
    assert ledger() == [("01 10:00", Fate.ON_TIME)]


def test_a_day_off_is_no_promise_and_its_calendar_may_change_until_the_last_moment(
    clock: time_machine.Traveller,
) -> None:
    """2 and 3 March 2024 are a weekend."""
    schedule()
    scheduler = beat()
    SchedulePlan.objects.update(calendar="PE", day_rule="only", overlap="allow")
    scheduler.tick()
    at(clock, 9)
    scheduler.tick()
    at(clock, 8, 59, day=3)
    CalendarDay.objects.create(calendar="PE", day="2024-03-04", reason="Move")
    CalendarDay.objects.create(
        calendar="PE", day="2024-03-03", is_business_day=True, reason="Closing"
    )
    scheduler.tick()
    for day in (3, 4, 5):
        at(clock, 9, day=day)
        scheduler.tick()
    assert ledger() == [(f"0{day} 09:00", Fate.ON_TIME) for day in (1, 3, 5)]


def test_seconds_that_would_all_move_to_the_next_business_day_promise_nothing(
    clock: time_machine.Traveller,
) -> None:
    """The console refuses such a rule; written by SQL it is told, and takes nobody's time."""
    made = schedule()
    every = IntervalSchedule.objects.create(every=1, period="seconds")
    scheduler = beat()
    SchedulePlan.objects.update(calendar="PE", day_rule="next")
    PeriodicTask.objects.filter(pk=made.pk).update(crontab=None, interval=every)
    for day in (1, 4):
        at(clock, 9, day=day)
        scheduler.tick()
    assert ledger() == []
    (misfit,) = misfits(MORNING)
    assert "a minute or more" in misfit.faults[0].message


def test_what_is_switched_off_promises_nothing(clock: time_machine.Traveller) -> None:
    made = schedule()
    scheduler = beat()
    PeriodicTask.objects.filter(pk=made.pk).update(enabled=False)
    at(clock, 9)
    scheduler.tick()
    assert ledger() == []


def test_a_pause_is_accounted_for_with_who_and_why(clock: time_machine.Traveller) -> None:
    schedule("0 9-11 * * *")
    scheduler = beat()
    pause = {"paused_by": "ana", "pause_reason": "bank holiday"}
    SchedulePlan.objects.update(paused_from=MORNING, paused_until=MORNING.replace(hour=11), **pause)
    for hour in (9, 10, 11):
        at(clock, hour)
        scheduler.tick()
    assert [fate for _, fate in ledger()] == [Fate.PAUSED, Fate.PAUSED, Fate.ON_TIME]
    reason = Slot.objects.earliest("moment").reason
    assert reason is not None
    assert reason["fields"] == {"who": "ana", "why": "bank holiday"}


def test_a_pause_of_all_schedules_holds_every_one(clock: time_machine.Traveller) -> None:
    schedule()
    scheduler = beat()
    SchedulerState.objects.update(paused_from=MORNING, paused_by="ana", pause_reason="moving")
    at(clock, 9)
    scheduler.tick()
    assert ledger() == [("01 09:00", Fate.PAUSED)]
    assert not Run.objects.exists()


def test_values_that_no_longer_fit_the_task_are_refused_visibly(
    clock: time_machine.Traveller,
) -> None:
    schedule(kwargs='{"times": "often"}')
    scheduler = beat()
    at(clock, 9)
    scheduler.tick()
    slot = Slot.objects.get()
    assert (slot.fate, slot.run) == (Fate.REFUSED, None)
    assert slot.reason is not None
    assert slot.reason["code"] == "invalid_params"


def test_a_task_that_is_gone_is_refused_visibly(clock: time_machine.Traveller) -> None:
    schedule(task="toolbox.gone")
    scheduler = beat()
    at(clock, 9)
    scheduler.tick()
    slot = Slot.objects.get()
    assert slot.fate == Fate.REFUSED
    assert slot.reason is not None
    assert slot.reason["code"] == "unknown_task"
