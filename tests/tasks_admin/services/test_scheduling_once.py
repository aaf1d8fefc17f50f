"""The scheduler: every moment that a schedule promised has one fate, and at most one run."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.db.models import Count
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from background import TaskContext, task
from project.celery import app
from tasks_admin.beat import Scheduler
from tasks_admin.models import CalendarDay, Fate, Run, SchedulePlan, SchedulerState, Slot
from tests.conftest import Declare

LIMA, NEW_YORK = ZoneInfo("America/Lima"), ZoneInfo("America/New_York")
MORNING = datetime(2024, 3, 1, 8, 0, tzinfo=LIMA)

pytestmark = pytest.mark.django_db


@task(name="test.look")
def look(ctx: TaskContext, *, times: int = 1) -> None:
    """Look around."""


@pytest.fixture(autouse=True)
def alone(declare: Declare, db: None) -> None:
    """No schedule but the test's own."""
    declare(look)
    PeriodicTask.objects.all().delete()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


def at(clock: time_machine.Traveller, hour: int, minute: int = 0, *, day: int = 1) -> None:
    clock.move_to(MORNING.replace(day=day, hour=hour, minute=minute))


def schedule(cron: str = "0 9 * * *", zone: ZoneInfo = LIMA, **fields: Any) -> PeriodicTask:
    minute, hour, day, month, weekday = cron.split()
    crontab = CrontabSchedule.objects.create(
        minute=minute,
        hour=hour,
        day_of_month=day,
        month_of_year=month,
        day_of_week=weekday,
        timezone=zone,
    )
    given = {"name": "Look", "task": "test.look", "crontab": crontab} | fields
    made: PeriodicTask = PeriodicTask.objects.create(**given)
    return made


def beat() -> Scheduler:
    """A scheduler that has just started and looked once."""
    scheduler = Scheduler(app=app)
    scheduler.tick()
    return scheduler


def ledger() -> list[tuple[str, str]]:
    slots = Slot.objects.order_by("moment")
    return [(f"{slot.moment.astimezone(LIMA):%d %H:%M}", slot.fate) for slot in slots]


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


def down(clock: time_machine.Traveller, until: int, *, day: int = 1, **plan: Any) -> None:
    """A scheduler works until 08:30, and another one from a later hour."""
    scheduler = beat()
    SchedulePlan.objects.update(**plan)
    at(clock, 8, 30)
    scheduler.tick()
    scheduler.close()
    at(clock, until, day=day)
    beat()


def test_a_daily_schedule_is_made_up_for_when_the_scheduler_comes_back(
    clock: time_machine.Traveller,
) -> None:
    """Not at 07:00 of the next day, as with django-celery-beat's window of hours."""
    schedule("0 9 * * *")
    down(clock, 12, overlap="allow")
    assert ledger() == [("01 09:00", Fate.MADE_UP)]
    scheduler = beat()
    for hour in (7, 8):
        at(clock, hour, day=2)
        scheduler.tick()
    assert Run.objects.count() == 1
    at(clock, 9, day=2)
    scheduler.tick()
    assert ledger()[1:] == [("02 09:00", Fate.ON_TIME)]


def test_a_monthly_schedule_that_was_missed_is_made_up_for_at_once(
    clock: time_machine.Traveller,
) -> None:
    schedule("0 9 1 * *")
    down(clock, 7, day=2)
    assert ledger() == [("01 09:00", Fate.MADE_UP)]


def test_celery_s_own_deadline_for_late_starts_changes_nothing(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.conf, "beat_cron_starting_deadline", 6 * 3600)
    schedule("0 9 * * *")
    down(clock, 12)
    assert ledger() == [("01 09:00", Fate.MADE_UP)]


@pytest.mark.parametrize(
    ("misfire", "fates"),
    [
        ("skip", [Fate.MISSED, Fate.MISSED, Fate.MISSED]),
        ("once", [Fate.MISSED, Fate.MISSED, Fate.MADE_UP]),
        ("each", [Fate.MADE_UP, Fate.MADE_UP, Fate.MADE_UP]),
    ],
)
def test_the_policy_decides_what_is_made_up_for(
    clock: time_machine.Traveller, misfire: str, fates: list[str]
) -> None:
    schedule("0 9-11 * * *")
    down(clock, 11 + 1, misfire=misfire, overlap="allow")
    assert [fate for _, fate in ledger()] == fates
    missed = Slot.objects.filter(fate=Fate.MISSED)
    assert {slot.reason["fields"]["since"] for slot in missed if slot.reason} <= {
        MORNING.replace(minute=30).astimezone(UTC).isoformat(timespec="seconds")
    }


def test_within_its_grace_a_moment_is_only_late(clock: time_machine.Traveller) -> None:
    schedule("0 9 * * *")
    down(clock, 9 + 1, grace_seconds=2 * 3600, misfire="skip")
    assert ledger() == [("01 09:00", Fate.LATE)]


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


def test_what_is_switched_off_promises_nothing(clock: time_machine.Traveller) -> None:
    made = schedule()
    scheduler = beat()
    PeriodicTask.objects.filter(pk=made.pk).update(enabled=False)
    at(clock, 9)
    scheduler.tick()
    assert ledger() == []


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


def test_a_celery_task_that_is_no_job_is_sent_as_it_is(clock: time_machine.Traveller) -> None:
    schedule(task="celery.backend_cleanup")
    scheduler = beat()
    at(clock, 9)
    scheduler.tick()
    assert ledger() == [("01 09:00", Fate.ON_TIME)]
    assert not Run.objects.exists()


def test_new_york_s_changes_of_the_clock(clock: time_machine.Traveller) -> None:
    schedule("4 16 * * *", NEW_YORK)
    clock.move_to(datetime(2024, 3, 9, 12, tzinfo=NEW_YORK))
    scheduler = beat()
    for hours in range(1, 48):
        clock.move_to(
            datetime(2024, 3, 9, 12, 5, tzinfo=NEW_YORK).astimezone(UTC) + timedelta(hours=hours)
        )
        scheduler.tick()
    moments = [slot.moment.astimezone(NEW_YORK) for slot in Slot.objects.order_by("moment")]
    assert [f"{moment:%d %H:%M}" for moment in moments] == ["09 16:04", "10 16:04"]


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
