"""The first page: what is wrong, what runs, what is next."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from tasks_admin.models import Heartbeat, RunStatus
from tests.tasks_admin.making import make_run

HTMX = {"HX-Request": "true"}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def beat(kind: Heartbeat.Kind, age: timedelta = timedelta()) -> None:
    now = timezone.now()
    Heartbeat.objects.create(kind=kind, name=f"{kind}-1", started_at=now, seen_at=now - age)


def test_everything_is_all_right_when_all_report_and_nothing_failed(as_viewer: Client) -> None:
    for kind in Heartbeat.Kind:
        beat(kind)
    make_run()
    assert "Everything is all right." in text(as_viewer.get("/"))


def test_a_silent_worker_needs_attention(as_viewer: Client) -> None:
    beat(Heartbeat.Kind.WORKER, timedelta(minutes=5))
    beat(Heartbeat.Kind.BEAT)
    page = text(as_viewer.get("/"))
    assert "Something needs attention." in page
    assert "5 min ago" in page


def test_a_failure_is_listed_with_its_sentence_for_a_day(as_viewer: Client) -> None:
    error = {"code": "x", "message": "{source} is silent", "fields": {"source": "ERP"}}
    now = timezone.now()
    make_run(RunStatus.FAILED, at=now - timedelta(hours=23), error=error)
    make_run(RunStatus.LOST, at=now - timedelta(hours=25))
    page = text(as_viewer.get("/"))
    assert '<dd class="figure-value state-bad">1</dd>' in page
    assert "ERP is silent" in page


def test_what_runs_is_shown_with_its_progress(as_viewer: Client) -> None:
    run = make_run(RunStatus.RUNNING, progress_done=5, progress_total=20, progress_step="Reading")
    page = text(as_viewer.get("/"))
    assert f'href="/runs/{run.pk}/"' in page
    assert 'value="5" max="20"' in page
    assert "Reading · 5 of 20" in page


def test_what_comes_next_is_said(as_viewer: Client) -> None:
    every_hour = IntervalSchedule.objects.create(every=1, period="hours")
    PeriodicTask.objects.create(name="Hourly", task="example.report", interval=every_hour)
    assert "Hourly · every 1 h" in text(as_viewer.get("/"))


def test_the_page_has_one_poll_that_brings_nothing_until_something_changes(
    as_viewer: Client,
) -> None:
    page = text(as_viewer.get("/"))
    assert page.count("hx-trigger") == 1
    found = re.search(r'hx-get="(/\?seen=[^"]+)"', page)
    assert found
    make_run(RunStatus.QUEUED)
    assert as_viewer.get(found[1], headers=HTMX).status_code == 200


def test_the_catalogue_shows_how_each_task_went_last_time(as_viewer: Client) -> None:
    make_run(RunStatus.FAILED)
    last = make_run()
    page = text(as_viewer.get("/tasks/"))
    assert f'href="/runs/{last.pk}/"' in page
    assert page.count('href="/runs/') - page.count('href="/runs/"') == 1
    assert "Has not run yet" in page
