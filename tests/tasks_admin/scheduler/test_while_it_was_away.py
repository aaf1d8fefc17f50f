"""What the scheduler makes up for when it comes back; django-celery-beat loses it."""

from datetime import UTC

import pytest
import time_machine

from project.celery import app
from tasks_admin.models import Fate, Run, Slot
from tests.tasks_admin.scheduler.ticking import MORNING, at, beat, down, ledger, schedule

pytestmark = pytest.mark.django_db


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
