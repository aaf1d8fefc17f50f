"""Days and months given in words: resolved when the run is born, and shown as they were asked."""

from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from background import PREVIOUS_MONTH, TODAY, Month, TaskContext, relative_day, task
from project.celery import app
from tasks_admin.beat import Scheduler
from tasks_admin.models import Run, RunSource
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tests.conftest import Declare

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2026, 1, 1, 4, 30, tzinfo=UTC)
"""23:30 of 31 December in Lima, 01:30 of 1 January in Santiago."""


@task(name="test.close")
def close(
    ctx: TaskContext,
    month: Month = PREVIOUS_MONTH,
    until: date = TODAY,
    utc: Annotated[date, relative_day("UTC")] = TODAY,
) -> str:
    """Close a month."""
    return f"{month.first} {until}"


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(close)


def test_a_run_keeps_what_the_words_meant_and_the_words() -> None:
    with time_machine.travel(NEW_YEAR, tick=False):
        run = launch("test.close", {"until": "today - 1"}, source=RunSource.API)
    assert run.params == {"month": "2025-11", "until": "2025-12-30", "utc": "2026-01-01"}
    assert run.asked == {"month": "previous month", "until": "today - 1", "utc": "today"}
    with time_machine.travel(NEW_YEAR.replace(year=2027), tick=False):
        done = execute(run.pk, worker="here")
    assert done is not None
    assert done.report.result == "2025-11-01 2025-12-30"


def test_a_run_that_was_asked_for_exactly_keeps_no_words() -> None:
    exact = {"month": "2024-07", "until": "2024-07-27", "utc": "2024-07-27"}
    run = launch("test.close", exact, source=RunSource.API)
    assert (run.params, run.asked) == (exact, None)


@pytest.mark.parametrize(
    ("zone", "fired", "until", "month"),
    [
        ("America/Lima", NEW_YEAR, "2025-12-31", "2025-11"),
        ("America/Santiago", NEW_YEAR, "2026-01-01", "2025-12"),
        ("America/Lima", NEW_YEAR.replace(hour=10), "2025-12-31", "2025-11"),
    ],
    ids=["in its own zone", "in another", "hours late, in the new year"],
)
def test_a_schedule_means_the_day_of_its_promise_in_its_own_zone(
    zone: str, fired: datetime, until: str, month: str
) -> None:
    there = NEW_YEAR.astimezone(ZoneInfo(zone))
    with time_machine.travel(NEW_YEAR.replace(hour=0), tick=False) as clock:
        PeriodicTask.objects.all().delete()
        crontab = CrontabSchedule.objects.create(
            minute=there.minute, hour=there.hour, timezone=zone
        )
        words = '{"until": "today", "month": "previous month"}'
        PeriodicTask.objects.create(name="Close", task="test.close", crontab=crontab, kwargs=words)
        scheduler = Scheduler(app=app)
        scheduler.tick()
        clock.move_to(fired)
        scheduler.tick()
    run = Run.objects.order_by("id")[0]
    assert (run.params["until"], run.params["month"]) == (until, month)
    assert run.asked is not None
    assert run.asked["month"] == "previous month"


def test_the_page_of_a_run_shows_both(as_viewer: Client) -> None:
    with time_machine.travel(NEW_YEAR, tick=False):
        run = launch("test.close", {}, source=RunSource.API)
    page = " ".join(as_viewer.get(f"/runs/{run.pk}/").content.decode().split())
    assert '<dd>November 2025 <span class="text-secondary">(asked: previous month)</span>' in page


def test_the_form_offers_a_month_and_takes_words(as_operator: Client) -> None:
    with time_machine.travel(NEW_YEAR, tick=False):
        page = as_operator.get("/tasks/test.close/", {"until": "today - 2"}).content.decode()
    assert 'name="p-month" value="2025-11" type="month"' in page
    assert 'name="p-until" value="today - 2" type="text"' in page
