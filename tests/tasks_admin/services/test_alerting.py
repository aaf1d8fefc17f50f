"""Alerts: one for each cause, told once, repeated seldom, over when it is right again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from background import registry
from tasks_admin.models import (
    Alert,
    AlertEvent,
    AlertPolicy,
    DatasetVersion,
    Delivery,
    Fate,
    Run,
    RunSource,
    RunStatus,
    Slot,
)
from tasks_admin.queries.signs import allowed, longest_usual, signs
from tasks_admin.services import acknowledging, alerting
from tests.tasks_admin.making import NOW, make_run
from tests.tasks_admin.receiving import make_webhook

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def told_to(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One person is told of everything; no dataset of the real ones is looked at."""
    settings.TASKS_ADMIN_ALERT_EMAILS = ["ana@example.com"]
    monkeypatch.setattr(registry, "datasets", dict)


@pytest.fixture
def schedule() -> PeriodicTask:
    PeriodicTask.objects.all().delete()
    hourly = IntervalSchedule.objects.create(every=1, period="hours")
    made: PeriodicTask = PeriodicTask.objects.create(
        name="Morning report", task="example.report", interval=hourly
    )
    return made


def slot(schedule: PeriodicTask, at: datetime, fate: str, run: Run | None = None) -> Slot:
    return Slot.objects.create(
        schedule=schedule,
        schedule_name=schedule.name,
        task_name=schedule.task,
        moment=at,
        decided_at=at,
        fate=fate,
        run=run,
        reason={"message": "Nobody was there", "fields": {}} if run is None else None,
    )


def ran(
    schedule: PeriodicTask, status: RunStatus, at: datetime = NOW, code: str = "", **fields: Any
) -> Run:
    error = {"code": code, "message": "It broke", "fields": {}} if code else None
    run = make_run(status, at=at, source=RunSource.SCHEDULE, error=error, **fields)
    slot(schedule, at, Fate.ON_TIME, run)
    return run


def look(at: datetime = NOW, since: datetime | None = None) -> None:
    alerting.watch(since or at - DAY, at)


def told() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("event", flat=True))


def test_moments_that_were_missed_are_one_alert_told_once(schedule: PeriodicTask) -> None:
    for minutes in (30, 20):
        slot(schedule, NOW - timedelta(minutes=minutes), Fate.MISSED)
    look()
    look()
    alert = Alert.objects.get()
    assert (alert.event, alert.subject, alert.count) == (AlertEvent.MISSED, "Morning report", 2)
    assert alert.message["fields"]["why"]["message"] == "Nobody was there"
    assert told() == ["alert.opened"]
    assert Delivery.objects.get().recipient == "ana@example.com"


def test_of_two_processes_that_watch_one_opens_the_alert(schedule: PeriodicTask) -> None:
    slot(schedule, NOW, Fate.MISSED)
    found = signs(NOW - DAY, NOW)
    alerting.take(found, NOW)
    alerting._open(found[0], {"last_at": NOW, "message": {}, "subject": ""}, None, NOW)
    assert Alert.objects.count() == 1
    assert told() == ["alert.opened"]


def test_what_happens_again_is_counted_and_not_told_again(schedule: PeriodicTask) -> None:
    ran(schedule, RunStatus.FAILED, NOW, "source_down")
    look()
    later = NOW + timedelta(hours=1)
    ran(schedule, RunStatus.FAILED, later, "source_down")
    look(later + timedelta(minutes=5))
    assert Alert.objects.get().count == 2
    assert told() == ["alert.opened"]


def test_another_kind_of_failure_is_told(schedule: PeriodicTask) -> None:
    ran(schedule, RunStatus.FAILED, NOW, "source_down")
    look(NOW + timedelta(minutes=5))
    later = NOW + timedelta(hours=1)
    ran(schedule, RunStatus.FAILED, later, "bad_rows")
    look(later + timedelta(minutes=5))
    assert told() == ["alert.opened", "alert.changed"]


def test_a_run_that_succeeds_closes_the_alert_and_that_is_told(schedule: PeriodicTask) -> None:
    ran(schedule, RunStatus.FAILED, NOW, "source_down")
    look(NOW + timedelta(minutes=5))
    later = NOW + timedelta(hours=1)
    ran(schedule, RunStatus.SUCCEEDED, later)
    look(later + timedelta(minutes=5))
    alert = Alert.objects.get()
    assert not alert.is_open
    assert alert.recovery is not None
    assert alert.recovery["message"] == "{subject} succeeded again at {moment}"
    assert told() == ["alert.opened", "alert.closed"]


def test_a_failed_run_that_somebody_ran_again_is_over(schedule: PeriodicTask) -> None:
    failed = ran(schedule, RunStatus.FAILED, NOW, "source_down")
    look(NOW + timedelta(minutes=5))
    make_run(at=NOW + timedelta(minutes=10), source=RunSource.RETRY, retry_of=failed)
    look(NOW + timedelta(minutes=15))
    assert not Alert.objects.open().exists()


def test_a_schedule_that_fails_every_other_time_is_not_told_every_time(
    schedule: PeriodicTask,
) -> None:
    for number in range(6):
        at = NOW + timedelta(minutes=10 * number)
        good = number % 2
        ran(schedule, RunStatus.SUCCEEDED if good else RunStatus.FAILED, at, "" if good else "x")
        look(at + timedelta(minutes=5))
    assert Alert.objects.count() == 1
    assert told() == ["alert.opened", "alert.closed"]


def test_a_run_by_hand_that_fails_is_no_alert(schedule: PeriodicTask) -> None:
    make_run(RunStatus.FAILED, error={"code": "x", "message": "It broke", "fields": {}})
    look(NOW + timedelta(minutes=5))
    assert not Alert.objects.exists()


def test_a_run_that_takes_longer_than_usual_is_told_until_it_ends(schedule: PeriodicTask) -> None:
    for number in range(6):
        make_run(at=NOW - timedelta(hours=number + 1), took=timedelta(minutes=10))
    run = ran(schedule, RunStatus.RUNNING)
    look(NOW + timedelta(minutes=19))
    assert not Alert.objects.exists()
    look(NOW + timedelta(minutes=21))
    look(NOW + timedelta(minutes=22))
    alert = Alert.objects.get()
    assert (alert.event, alert.run_id, alert.count) == (AlertEvent.SLOW, run.pk, 1)
    Run.objects.update(status=RunStatus.SUCCEEDED, finished_at=NOW + timedelta(minutes=25))
    look(NOW + timedelta(minutes=26))
    assert told() == ["alert.opened", "alert.closed"]


def test_what_is_usual_takes_five_runs_and_no_heed_of_one_in_twenty() -> None:
    minutes = [timedelta(minutes=1)] * 19
    assert longest_usual(minutes[:4]) is None
    assert longest_usual([*minutes, timedelta(hours=9)]) == timedelta(minutes=1)
    assert allowed(timedelta(seconds=2)) == timedelta(seconds=62)
    assert allowed(timedelta(hours=1)) == timedelta(hours=2)


def test_data_past_its_promise_is_told_until_it_is_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    name, dataset = next(iter(registry.datasets().items()))
    monkeypatch.setattr(registry, "datasets", lambda: {name: dataset})
    version = {"dataset": name, "rows": 1, "rows_before": 1}
    old = NOW - 30 * DAY
    DatasetVersion.objects.create(as_of=old.date(), published_at=old, **version)
    look()
    look(NOW + timedelta(minutes=1))
    alert = Alert.objects.get()
    assert (alert.event, alert.subject, alert.count) == (AlertEvent.STALE, name, 1)
    DatasetVersion.objects.create(as_of=NOW.date(), published_at=NOW, **version)
    look(NOW + timedelta(minutes=2))
    assert not Alert.objects.open().exists()


def test_what_stays_open_is_repeated_after_a_day_unless_somebody_knows(
    schedule: PeriodicTask, operator: Any
) -> None:
    slot(schedule, NOW, Fate.MISSED)
    look()
    look(NOW + timedelta(hours=23))
    assert told() == ["alert.opened"]
    look(NOW + timedelta(hours=24))
    look(NOW + timedelta(hours=25))
    assert told() == ["alert.opened", "alert.repeated"]
    assert acknowledging.acknowledge(Alert.objects.get().pk, user=operator, note="The bank")
    assert not acknowledging.acknowledge(Alert.objects.get().pk, user=operator)
    look(NOW + timedelta(hours=72))
    assert told() == ["alert.opened", "alert.repeated"]


def test_a_schedule_that_is_switched_off_has_no_open_alerts(schedule: PeriodicTask) -> None:
    slot(schedule, NOW, Fate.REFUSED)
    look()
    PeriodicTask.objects.update(enabled=False)
    look(NOW + timedelta(minutes=5))
    assert not Alert.objects.open().exists()


def test_a_schedule_s_own_choice_is_kept(schedule: PeriodicTask) -> None:
    AlertPolicy.objects.create(schedule=schedule, events=["failed"], emails=["eva@example.com"])
    slot(schedule, NOW, Fate.MISSED)
    ran(schedule, RunStatus.LOST, NOW - timedelta(hours=1), "lost")
    look()
    assert Alert.objects.get().event == AlertEvent.FAILED
    assert Delivery.objects.get().recipient == "eva@example.com"


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ({"events": ["alert.opened", "alert.closed"]}, 1),
        ({"events": ["alert.closed"]}, 0),
        ({"tasks": ["example.report", "toolbox.kpi"]}, 1),
        ({"tasks": ["toolbox.kpi"]}, 0),
        ({"is_enabled": False}, 0),
    ],
)
def test_a_webhook_is_told_of_what_it_wants(
    schedule: PeriodicTask, chosen: dict[str, Any], wanted: int
) -> None:
    make_webhook(**chosen)
    slot(schedule, NOW, Fate.MISSED)
    look()
    assert Delivery.objects.filter(kind=Delivery.Kind.WEBHOOK).count() == wanted
