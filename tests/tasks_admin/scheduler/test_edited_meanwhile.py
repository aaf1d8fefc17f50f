"""A rule that was edited while no scheduler ran: until the edit the rule counts that there was."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from tasks_admin.models import Fate, ScheduleChange, SchedulePlan
from tasks_admin.queries.snapshots import snapshot
from tasks_admin.services import enrolling, scheduling
from tests.tasks_admin.scheduler.ticking import MORNING, at, beat, ledger

pytestmark = pytest.mark.django_db

NINE = {"name": "Look", "task": "test.look", "cron": "0 9 * * *", "zone": "America/Lima"}


def made(**values: Any) -> PeriodicTask:
    """A schedule that a scheduler knows, which is gone since 08:30."""
    one = scheduling.create(NINE | {"overlap": "allow"} | values, user=None)
    noticed()
    scheduler = beat()
    scheduler.close()
    return one


def edit(schedule: PeriodicTask, **values: Any) -> None:
    raw = snapshot(enrolling.find(schedule.pk)) | values
    scheduling.change(schedule.pk, raw, user=None)
    noticed()


def noticed() -> None:
    """The database has a clock of its own, which no test moves."""
    ScheduleChange.objects.filter(at__gt=datetime(2025, 1, 1, tzinfo=MORNING.tzinfo)).update(
        at=datetime.now(MORNING.tzinfo)
    )


def test_what_the_earlier_rule_promised_before_the_edit_is_made_up_for(
    clock: time_machine.Traveller,
) -> None:
    one = made()
    at(clock, 11)
    edit(one, cron="30 10 * * *")
    at(clock, 12)
    beat()
    assert ledger() == [("01 09:00", Fate.MADE_UP)]
    beat()
    assert len(ledger()) == 1
    plan = SchedulePlan.objects.get()
    assert (plan.since, plan.fingerprint != "") == (MORNING.replace(hour=11), True)


def test_each_of_several_rules_counts_until_the_next_edit(clock: time_machine.Traveller) -> None:
    one = made(misfire="each")
    for hour, minute in ((11, 10), (12, 20), (13, 0)):
        at(clock, hour)
        edit(one, cron=f"{minute} * * * *")
    at(clock, 14)
    beat()
    assert [moment for moment, _ in ledger()] == [
        "01 09:00", "01 11:10", "01 12:20", "01 14:00",
    ]  # fmt: skip


def test_a_change_past_the_console_leaves_no_rule_behind(clock: time_machine.Traveller) -> None:
    made()
    at(clock, 11)
    CrontabSchedule.objects.update(hour="13")
    noticed()
    at(clock, 14)
    beat()
    assert ledger() == [("01 13:00", Fate.MADE_UP)]


def test_what_was_off_in_between_owes_nothing(clock: time_machine.Traveller) -> None:
    one = made()
    at(clock, 10)
    edit(one, enabled=False)
    at(clock, 11)
    edit(one, enabled=True, cron="0 13 * * *")
    at(clock, 12)
    beat()
    assert ledger() == []


def test_an_interval_from_a_start_is_found_again(clock: time_machine.Traveller) -> None:
    start = MORNING.replace(minute=15).isoformat()
    one = made(cron="", every=1, period="hours", start=start, misfire="each")
    at(clock, 11)
    edit(one, every=5)
    at(clock, 12)
    beat()
    assert [moment for moment, _ in ledger()] == ["01 08:15", "01 09:15", "01 10:15"]
