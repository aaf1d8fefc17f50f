"""The board of the next 24 hours: what runs, what waits, what comes, and what will not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from tasks_admin.models import RunStatus, SchedulePlan, SchedulerState
from tests.tasks_admin.making import make_run
from tests.tasks_admin.web.conftest import HTMX

NOW = datetime(2024, 7, 27, 17, 0, tzinfo=UTC)
"""12:00 in Lima."""
ADDRESS = "/schedules/next/"


@pytest.fixture(autouse=True)
def noon(db: None) -> Any:
    PeriodicTask.objects.all().delete()
    with time_machine.travel(NOW, tick=False):
        yield


def at(hour: str, name: str, **fields: Any) -> PeriodicTask:
    crontab = CrontabSchedule.objects.create(minute="0", hour=hour, timezone="America/Lima")
    given = {"name": name, "task": "example.report", "crontab": crontab} | fields
    made: PeriodicTask = PeriodicTask.objects.create(**given)
    SchedulePlan.objects.create(schedule=made, since=NOW, fingerprint="")
    return made


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_it_shows_what_runs_what_waits_and_what_comes_in_order(as_viewer: Client) -> None:
    running, queued = make_run(RunStatus.RUNNING), make_run(RunStatus.QUEUED)
    at("18", "Evening")
    at("7,13", "Twice")
    board = as_viewer.get(ADDRESS).context["board"]
    assert [run.id for run in board.working] == [running.pk]
    assert [run.id for run in board.waiting] == [queued.pk]
    assert [(one.schedule, one.at - NOW) for one in board.coming] == [
        ("Twice", timedelta(hours=1)),
        ("Evening", timedelta(hours=6)),
        ("Twice", timedelta(hours=19)),
    ]


def test_what_will_not_be_launched_is_told_with_the_reason(as_viewer: Client) -> None:
    held = at("13", "Held")
    SchedulePlan.objects.filter(schedule=held).update(
        paused_from=NOW,
        paused_until=NOW + timedelta(hours=20),
        paused_by="ana",
        pause_reason="bank holiday",
    )
    at("14", "Unfit", kwargs='{"limit": 99}')
    at("15", "Gone", task="toolbox.gone")
    page = text(as_viewer.get(ADDRESS))
    assert "ana: bank holiday" in page
    assert page.count("Will be refused") == 2
    assert "Will be launched" not in page


def test_a_pause_of_all_holds_what_comes_before_its_end(as_viewer: Client) -> None:
    at("13,18", "Twice")
    SchedulerState.objects.create(
        paused_from=NOW, paused_until=NOW + timedelta(hours=3), paused_by="ana", pause_reason="x"
    )
    page = text(as_viewer.get(ADDRESS))
    assert page.count("All schedules are paused.") == page.count("Will be launched") == 1


def test_what_comes_very_often_takes_one_line(as_viewer: Client) -> None:
    every = IntervalSchedule.objects.create(every=5, period="minutes")
    PeriodicTask.objects.create(name="Often", task="example.report", interval=every)
    assert "and 287 more until" in text(as_viewer.get(ADDRESS))


def test_one_poll_that_brings_nothing_brings_nothing(as_viewer: Client) -> None:
    at("13", "Once")
    page = as_viewer.get(ADDRESS)
    assert text(page).count("hx-trigger") == 1
    seen = page.context["seen"]
    assert as_viewer.get(f"{ADDRESS}?seen={seen}", headers=HTMX).status_code == 204
    make_run(RunStatus.RUNNING)
    assert as_viewer.get(f"{ADDRESS}?seen={seen}", headers=HTMX).status_code == 200
