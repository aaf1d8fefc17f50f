"""Schedules: when next, what became of their moments, and how they are held."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from tasks_admin.models import AuditEntry, CalendarDay, Fate, SchedulePlan, SchedulerState, Slot
from tests.tasks_admin.making import make_run

NOW = datetime(2024, 7, 27, 17, 0, tzinfo=UTC)
"""12:00 in Lima."""


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def schedule(db: None) -> PeriodicTask:
    """One schedule, every day at seven in Lima, known to the scheduler."""
    PeriodicTask.objects.all().delete()
    crontab = CrontabSchedule.objects.create(minute="0", hour="7", timezone="America/Lima")
    made: PeriodicTask = PeriodicTask.objects.create(
        name="Morning report", task="example.report", crontab=crontab
    )
    SchedulePlan.objects.create(schedule=made, since=NOW - timedelta(days=9), fingerprint="x")
    return made


def slot(schedule: PeriodicTask, days_ago: int, fate: str, **fields: Any) -> Slot:
    moment = NOW.replace(hour=12) - timedelta(days=days_ago)
    return Slot.objects.create(
        schedule=schedule,
        schedule_name=schedule.name,
        task_name=schedule.task,
        moment=moment,
        fate=fate,
        decided_at=moment,
        **fields,
    )


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_list_says_when_next_and_how_the_last_moment_went(
    as_viewer: Client, schedule: PeriodicTask
) -> None:
    slot(schedule, 1, Fate.MISSED)
    slot(schedule, 0, Fate.LATE, run=make_run())
    page = text(as_viewer.get("/schedules/"))
    assert "At 07:00" in page
    assert "America/Lima" in page
    assert "Sun 28 Jul 2024 07:00" in page
    assert "Late" in page
    assert "The last 2 moments: Missed 1, Succeeded 1; took 12 s" in page


def test_one_schedule_shows_its_next_moments_and_its_ledger(
    as_viewer: Client, schedule: PeriodicTask
) -> None:
    reason = {
        "message": "No scheduler was running from {since} to {until}",
        "fields": {"since": "08:30", "until": "12:00"},
    }
    slot(schedule, 2, Fate.MISSED, reason=reason)
    run = make_run()
    slot(schedule, 1, Fate.ON_TIME, run=run)
    page = text(as_viewer.get(f"/schedules/{schedule.pk}/"))
    for day in range(28, 32):
        assert f"{day} Jul 2024 07:00" in page
    assert "Its moments in July 2024" in page
    assert "No scheduler was running from 08:30 to 12:00" in page
    assert f"/runs/{run.pk}/" in page


def test_a_ledger_is_read_page_by_page(as_viewer: Client, schedule: PeriodicTask) -> None:
    for days in range(60):
        slot(schedule, days, Fate.ON_TIME)
    first = as_viewer.get(f"/schedules/{schedule.pk}/")
    assert len(first.context["ledger"].rows) == 50
    second = as_viewer.get(f"/schedules/{schedule.pk}/?older={first.context['ledger'].older}")
    assert len(second.context["ledger"].rows) == 10
    assert as_viewer.get(f"/schedules/{schedule.pk}/?older=nonsense").status_code == 200


def test_a_pause_needs_a_reason_and_says_who_and_until_when(
    as_operator: Client, schedule: PeriodicTask
) -> None:
    address = f"/schedules/{schedule.pk}/pause/"
    refused = as_operator.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "A pause needs a reason" in text(refused)

    held = as_operator.post(address, {"reason": "Holiday", "until": "2024-07-29T08:00"})
    assert held["Location"] == f"/schedules/{schedule.pk}/"
    plan = SchedulePlan.objects.get()
    assert (plan.paused_by, plan.pause_reason) == ("operator", "Holiday")
    assert plan.paused_until == datetime(2024, 7, 29, 13, tzinfo=UTC)
    assert "Paused by operator: Holiday" in text(as_operator.get(f"/schedules/{schedule.pk}/"))

    as_operator.post(address, {"resume": "1"})
    plan.refresh_from_db()
    assert plan.paused_from is None
    deeds = AuditEntry.objects.exclude(action="signed_in").order_by("id")
    assert [deed.action for deed in deeds] == ["paused", "resumed"]


@pytest.mark.parametrize(
    ("until", "sentence"),
    [("2024-07-27T11:00", "The end of the pause is past"), ("Monday", "Monday is no moment")],
)
def test_an_end_that_makes_no_sense_is_refused(
    as_operator: Client, schedule: PeriodicTask, until: str, sentence: str
) -> None:
    refused = as_operator.post(
        f"/schedules/{schedule.pk}/pause/", {"reason": "Holiday", "until": until}
    )
    assert refused.status_code == 422
    assert sentence in text(refused)
    assert SchedulePlan.objects.get().paused_from is None


def test_all_schedules_are_paused_with_a_banner_on_their_pages(
    as_operator: Client, schedule: PeriodicTask
) -> None:
    as_operator.post("/schedules/pause/", {"reason": "The bank is closed"})
    assert SchedulerState.objects.get().paused_by == "operator"
    for address in ("/schedules/", f"/schedules/{schedule.pk}/"):
        banner = "All schedules are paused by operator: The bank is closed"
        assert banner in text(as_operator.get(address))
    as_operator.post("/schedules/pause/", {"resume": "1"})
    assert SchedulerState.objects.get().paused_from is None


def test_who_may_only_look_pauses_nothing(as_viewer: Client, schedule: PeriodicTask) -> None:
    for address in ("/schedules/pause/", f"/schedules/{schedule.pk}/pause/"):
        assert as_viewer.post(address, {"reason": "Fun"}).status_code == 403
    assert 'id="pause"' not in text(as_viewer.get(f"/schedules/{schedule.pk}/"))


def test_a_schedule_that_is_gone_is_not_found(as_operator: Client, db: None) -> None:
    assert as_operator.get("/schedules/999999/").status_code == 404
    assert as_operator.post("/schedules/999999/pause/", {"reason": "x"}).status_code == 404


def test_the_list_asks_few_queries_however_many_schedules(
    as_viewer: Client, schedule: PeriodicTask, django_assert_num_queries: Any
) -> None:
    for number in range(20):
        crontab = CrontabSchedule.objects.create(minute=str(number), hour="7")
        made = PeriodicTask.objects.create(name=f"S{number}", task="test.s", crontab=crontab)
        slot(made, 0, Fate.ON_TIME)
    with django_assert_num_queries(6 + 15):
        assert as_viewer.get("/schedules/").status_code == 200


def test_the_days_that_its_calendar_strikes_are_shown_with_the_reason(
    as_viewer: Client, schedule: PeriodicTask
) -> None:
    """28 and 29 July are holidays in Peru; the 28th of 2024 is a Sunday."""
    SchedulePlan.objects.update(calendar="PE", day_rule="only")
    page = text(as_viewer.get(f"/schedules/{schedule.pk}/"))
    assert "At 07:00, only on business days of Peru" in page
    assert "<s>Mon 29 Jul 2024</s>" in page
    assert "Día de la Gran Parada Militar, holiday in Peru" in page
    assert "Mon 29 Jul 2024 07:00" not in page
    assert "Tue 30 Jul 2024 07:00" in page


def test_a_day_off_tells_the_day_that_stands_in(as_viewer: Client, schedule: PeriodicTask) -> None:
    CalendarDay.objects.create(calendar="PE", day="2024-07-30", reason="Move")
    SchedulePlan.objects.update(calendar="PE", day_rule="next")
    page = text(as_viewer.get(f"/schedules/{schedule.pk}/"))
    assert "Move, holiday in Peru" in page
    assert page.count("Wed 31 Jul 2024</span>") == 3
    assert page.count("Wed 31 Jul 2024 07:00") == 1
