"""Alerts: what is wrong, who knows, what is over; and which a schedule has."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from tasks_admin.models import Alert, AuditEntry

NOW = datetime(2024, 7, 27, 17, 0, tzinfo=UTC)


@pytest.fixture
def schedule(db: None) -> PeriodicTask:
    hourly = IntervalSchedule.objects.create(every=1, period="hours")
    made: PeriodicTask = PeriodicTask.objects.create(
        name="Morning report", task="example.report", interval=hourly
    )
    return made


def alert(subject: str = "Morning report", event: str = "missed", **fields: Any) -> Alert:
    cause = f"{event}:{subject}"
    values: dict[str, Any] = {
        "event": event,
        "cause": cause,
        "open_cause": cause,
        "subject": subject,
        "message": {
            "message": "{schedule} did not run at {moment}: {why}",
            "fields": {"schedule": subject, "moment": "2024-07-27T12:00:00+00:00", "why": "down"},
        },
        "opened_at": NOW,
        "last_at": NOW,
    }
    return Alert.objects.create(**values | fields)


def over(number: int) -> Alert:
    recovery = {
        "message": "{subject} ran again at {moment}",
        "fields": {"subject": "x", "moment": "now"},
    }
    return alert(f"Report {number}", open_cause=None, closed_at=NOW, recovery=recovery)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_what_is_wrong_is_told_with_the_way_to_it(
    as_viewer: Client, schedule: PeriodicTask
) -> None:
    alert(schedule=schedule, count=3)
    page = text(as_viewer.get("/alerts/"))
    assert "Morning report did not run at 27 Jul 2024 07:00: down" in page
    assert f'href="/schedules/{schedule.pk}/"' in page
    assert "seen 3 times" in page
    assert "I know" not in page


def test_the_shell_counts_what_nobody_has_acknowledged(as_viewer: Client, db: None) -> None:
    assert "badge-count" not in text(as_viewer.get("/tasks/"))
    alert()
    alert("Other", acknowledged_at=NOW, acknowledged_by="ana")
    over(1)
    page = text(as_viewer.get("/tasks/"))
    assert '<span aria-hidden="true">1</span><span class="visually-hidden">1 open</span>' in page


def test_who_knows_says_so_with_a_note(as_operator: Client, as_viewer: Client) -> None:
    one = alert()
    where = f"/alerts/{one.pk}/acknowledge/"
    assert as_viewer.post(where).status_code == 403
    assert as_operator.post(where, {"note": "The bank is down"})["Location"] == "/alerts/"
    page = text(as_operator.get("/alerts/"))
    assert "operator knows" in page
    assert "The bank is down" in page
    deed = AuditEntry.objects.get(action="acknowledged")
    assert (deed.username, deed.details["alert"]) == ("operator", "Morning report")
    as_operator.post(where, {"note": "Again"})
    assert AuditEntry.objects.filter(action="acknowledged").count() == 1


def test_what_is_over_is_read_page_by_page(as_viewer: Client, db: None) -> None:
    for number in range(60):
        over(number)
    first = as_viewer.get("/alerts/")
    assert len(first.context["past"].alerts) == 50
    second = as_viewer.get(f"/alerts/?older={first.context['past'].older}")
    assert len(second.context["past"].alerts) == 10
    assert "Nothing is wrong" in text(first)
    assert as_viewer.get("/alerts/?older=nonsense").status_code == 200
