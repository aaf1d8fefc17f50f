"""`reconcile`: every moment that was promised has exactly one fate, or the command names it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from background import TaskContext, task
from project.celery import app
from tasks_admin.beat import Scheduler
from tasks_admin.models import ScheduleChange, Slot
from tasks_admin.services import noticing, pruning
from tests.conftest import Declare

LIMA = ZoneInfo("America/Lima")
EIGHT = datetime(2024, 3, 1, 8, 0, tzinfo=LIMA)

pytestmark = pytest.mark.django_db


@task(name="test.look")
def look(ctx: TaskContext) -> None:
    """Look around."""


@pytest.fixture
def clock(declare: Declare, monkeypatch: pytest.MonkeyPatch) -> Any:
    declare(look)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    PeriodicTask.objects.all().delete()
    with time_machine.travel(EIGHT, tick=False) as clock:
        yield clock


def hourly(name: str = "Look") -> PeriodicTask:
    crontab = CrontabSchedule.objects.create(minute="0", hour="*", timezone=LIMA)
    made: PeriodicTask = PeriodicTask.objects.create(name=name, task="test.look", crontab=crontab)
    return made


def work(clock: time_machine.Traveller, scheduler: Scheduler, hours: int) -> None:
    """Let the scheduler work for some hours."""
    for _ in range(hours * 2):
        clock.shift(timedelta(minutes=30))
        scheduler.tick()


def started() -> Scheduler:
    scheduler = Scheduler(app=app)
    scheduler.tick()
    return scheduler


def reconcile(*words: str) -> tuple[int, str]:
    """What the command leaves with, and what it says."""
    out = StringIO()
    try:
        call_command("reconcile", *words, stdout=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue().strip()
    return 0, out.getvalue().strip()


def test_a_ledger_that_ties_leaves_with_nothing_to_say(clock: time_machine.Traveller) -> None:
    hourly("One")
    hourly("Two")
    scheduler = started()
    work(clock, scheduler, 3)
    clock.shift(timedelta(minutes=1))
    scheduler.tick()
    assert reconcile() == (0, "2 schedules: 6 moments promised, 6 accounted for.")


def test_what_comes_while_no_scheduler_runs_is_still_to_get_its_fate(
    clock: time_machine.Traveller,
) -> None:
    hourly()
    work(clock, started(), 3)
    clock.shift(timedelta(hours=5))
    code, said = reconcile()
    told, waiting = said.splitlines()
    assert (code, told) == (0, "1 schedule: 3 moments promised, 3 accounted for.")
    assert waiting.startswith("No scheduler has been at work since 2024-03-01T11:00:00-05:00")
    scheduler = started()
    clock.shift(timedelta(minutes=1))
    scheduler.tick()
    assert reconcile() == (0, "1 schedule: 8 moments promised, 8 accounted for.")


def test_it_ties_over_an_outage_a_pause_and_an_edit(clock: time_machine.Traveller) -> None:
    made = hourly()
    work(clock, started(), 2)
    clock.shift(timedelta(hours=5))
    scheduler = started()
    made.plan.refresh_from_db()
    made.plan.paused_from = datetime.now(UTC)
    made.plan.save()
    work(clock, scheduler, 2)
    CrontabSchedule.objects.update(minute="15")
    work(clock, scheduler, 2)
    assert reconcile()[0] == 0
    fates = Slot.objects.order_by("moment").values_list("fate", flat=True)
    missed, held = ["missed"] * 4 + ["overlap"], ["paused"] * 2
    assert list(fates) == ["on_time", "overlap", *missed, *held, "paused"]


def lose(slot: Slot) -> None:
    slot.delete()


def invent(slot: Slot) -> None:
    slot.pk, slot.moment = None, slot.moment + timedelta(minutes=5)
    slot.save()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lose, "2 accounted for. Without a fate: 2024-03-01T10:00:00-05:00"),
        (invent, "4 accounted for. With a fate, and not promised: 2024-03-01T10:05:00-05:00"),
    ],
)
def test_a_ledger_that_does_not_tie_is_named(
    clock: time_machine.Traveller, change: Callable[[Slot], None], sentence: str
) -> None:
    hourly()
    work(clock, started(), 3)
    change(Slot.objects.order_by("moment")[1])
    clock.shift(timedelta(minutes=1))
    code, said = reconcile()
    assert (code, said.splitlines()[0]) == (1, f"Look: 3 moments promised, {sentence}")
    code, said = reconcile("--json")
    told = json.loads(said)
    assert (code, told["ties"], told["uneven"][0]["expected"]) == (1, False, 3)


def test_only_the_span_that_was_asked_for_counts(clock: time_machine.Traveller) -> None:
    hourly()
    work(clock, started(), 3)
    Slot.objects.earliest("moment").delete()
    clock.shift(timedelta(minutes=1))
    assert reconcile("--from", "2024-03-01T09:00")[0] == 0
    assert reconcile("--from", "2024-03-01", "--to", "2024-03-01T09:00")[0] == 1
    with pytest.raises(CommandError, match="no day or moment"):
        reconcile("--from", "yesterday")


def test_what_has_left_the_ledger_is_neither_missing_nor_made_up_for(
    clock: time_machine.Traveller, settings: Any
) -> None:
    settings.TASKS_ADMIN_RETENTION_LEDGER_DAYS = 1
    hourly()
    scheduler = started()
    work(clock, scheduler, 3)
    clock.shift(timedelta(hours=23))
    scheduler.tick()
    assert pruning.prune_ledger(datetime.now(UTC)) == 1
    clock.shift(timedelta(minutes=1))
    scheduler.tick()
    # What was missed while the clock moved on is in the ledger; what was pruned is not asked for.
    assert reconcile("--from", "2024-02-01")[0] == 0
    settings.TASKS_ADMIN_RETENTION_LEDGER_DAYS = 400
    assert reconcile("--from", "2024-02-01")[0] == 0
    before = Slot.objects.count()
    started()
    assert Slot.objects.count() == before


def test_the_last_moment_of_a_schedule_stays_in_the_ledger(
    clock: time_machine.Traveller, settings: Any
) -> None:
    """Where it went, a scheduler would take all moments since for missed."""
    settings.TASKS_ADMIN_RETENTION_LEDGER_DAYS = 1
    hourly()
    work(clock, started(), 2)
    CrontabSchedule.objects.update(month_of_year="2")
    ScheduleChange.objects.update(at=datetime.now(UTC))
    clock.shift(timedelta(days=30))
    started()
    assert pruning.prune_ledger(datetime.now(UTC)) == 1
    assert Slot.objects.count() == 1


def test_what_was_off_and_is_on_again_owes_nothing_for_the_time_between(
    clock: time_machine.Traveller,
) -> None:
    made = hourly()
    scheduler = started()
    work(clock, scheduler, 1)
    for enabled in (False, True):
        PeriodicTask.objects.filter(pk=made.pk).update(enabled=enabled)
        ScheduleChange.objects.update(at=datetime.now(UTC))  # the database has a clock of its own
        scheduler.tick()
        work(clock, scheduler, 2)
    clock.shift(timedelta(minutes=1))
    assert reconcile()[0] == 0
    hours = [slot.moment.astimezone(LIMA).hour for slot in Slot.objects.order_by("moment")]
    assert hours == [9, 12, 13]


def test_edits_are_forgotten_after_a_day(clock: time_machine.Traveller) -> None:
    now = datetime.now(UTC)
    ScheduleChange.objects.all().delete()
    for age in (timedelta(days=2), timedelta(hours=23)):
        ScheduleChange.objects.create(schedule_id=1, at=now - age)
    noticing.forget(now)
    assert [now - one.at for one in ScheduleChange.objects.all()] == [timedelta(hours=23)]
