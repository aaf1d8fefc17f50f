"""Queues, workers and circuit breakers on one page."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from tasks_admin.models import AuditEntry, Breaker, Heartbeat, RunStatus
from tests.tasks_admin.making import make_run

HTMX = {"HX-Request": "true"}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def reports(name: str, *queues: str, ago: timedelta = timedelta(0)) -> Heartbeat:
    now = timezone.now()
    return Heartbeat.objects.create(
        kind=Heartbeat.Kind.WORKER,
        name=name,
        started_at=now - timedelta(hours=1),
        seen_at=now - ago,
        queues=list(queues) or ["default"],
        slots=2,
    )


def test_the_page_says_what_waits_and_who_works_on_what(as_viewer: Client) -> None:
    reports("w1")
    run = make_run(RunStatus.RUNNING, worker="w1")
    make_run(RunStatus.QUEUED, queue="cronjobs", at=timezone.now() - timedelta(minutes=7))
    page = text(as_viewer.get("/workers/"))
    assert f'<a href="/runs/{run.pk}/">Example report</a>' in page
    assert "1 of 2" in page
    stuck = page.partition("<code>cronjobs</code>")[2].partition("</tr>")[0]
    assert "nobody" in stuck
    assert "7 min" in stuck


def test_a_worker_that_is_silent_is_shown_as_silent(as_viewer: Client) -> None:
    reports("w1", ago=timedelta(minutes=3))
    page = text(as_viewer.get("/workers/"))
    assert "Silent" in page
    assert "3 min ago" in page


def test_a_run_in_the_hands_of_a_worker_that_does_not_report_is_named(as_viewer: Client) -> None:
    run = make_run(RunStatus.RUNNING, worker="gone")
    page = text(as_viewer.get("/workers/"))
    assert "In the hands of workers that do not report:" in page
    assert run.short_id in page


def test_an_empty_page_says_the_next_step(as_viewer: Client) -> None:
    page = text(as_viewer.get("/workers/"))
    assert "No worker has reported yet." in page
    assert "No service that a task depends on has failed." in page


def test_a_poll_brings_nothing_until_something_changes(as_viewer: Client) -> None:
    worker = reports("w1")
    page = text(as_viewer.get("/workers/"))
    where = page.partition('hx-get="')[2].partition('"')[0]
    worker.seen_at += timedelta(seconds=2)
    worker.save()
    assert as_viewer.get(where, headers=HTMX).status_code in (204, 200)  # 200 at a minute's end
    make_run(RunStatus.QUEUED)
    changed = as_viewer.get(where, headers=HTMX)
    assert changed.status_code == 200
    assert text(changed).startswith('<div id="board"')


def _open_breaker() -> Breaker:
    later = timezone.now() + timedelta(minutes=4)
    return Breaker.objects.create(name="erp", failures=5, open_until=later)


def test_a_breaker_is_reset_by_who_may_and_it_is_written_down(
    as_viewer: Client, as_operator: Client
) -> None:
    breaker = _open_breaker()
    assert "Left alone" in text(as_viewer.get("/workers/"))
    assert "/workers/reset/" not in text(as_viewer.get("/workers/"))
    assert as_viewer.post("/workers/reset/", {"name": "erp"}).status_code == 403
    assert "/workers/reset/" in text(as_operator.get("/workers/"))
    response = as_operator.post("/workers/reset/", {"name": "erp"})
    assert response["Location"] == "/workers/"
    breaker.refresh_from_db()
    assert (breaker.failures, breaker.open_until) == (0, None)
    entry = AuditEntry.objects.get(action="reset")
    assert (entry.subject, entry.subject_id, entry.username) == ("breaker", "erp", "operator")


def test_a_breaker_that_is_none_is_not_found(as_operator: Client) -> None:
    assert as_operator.post("/workers/reset/", {"name": "none"}).status_code == 404
    assert not AuditEntry.objects.filter(action="reset").exists()


def test_a_run_that_waits_says_why_in_plain_words(as_viewer: Client) -> None:
    reports("w1")
    make_run(RunStatus.QUEUED)
    run = make_run(RunStatus.QUEUED)
    make_run(RunStatus.RUNNING, worker="w1")
    make_run(RunStatus.RUNNING, worker="w1")
    page = text(as_viewer.get(f"/runs/{run.pk}/"))
    assert "1 run ahead on default · The only worker is busy with Example report" in page


def test_a_poll_tells_a_run_that_waits_when_the_reason_changes(as_viewer: Client) -> None:
    run = make_run(RunStatus.QUEUED)
    page = text(as_viewer.get(f"/runs/{run.pk}/"))
    seen = page.partition("?seen=")[2].partition("&amp;")[0]
    where = f"/runs/{run.pk}/status/?seen={seen}&status=queued"
    assert as_viewer.get(where, headers=HTMX).status_code == 204
    reports("w1")
    assert as_viewer.get(where, headers=HTMX).status_code == 200
