"""A schedule that was removed leaves its ledger and its history, and a way to them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django_celery_beat.models import PeriodicTask

from tasks_admin.models import AlertEvent, Fate, Slot
from tasks_admin.queries.signs import signs
from tasks_admin.services import scheduling
from tests.tasks_admin.making import NOW

SEVEN = {"name": "Morning report", "task": "example.report", "cron": "0 7 * * *"}


@pytest.fixture(autouse=True)
def noon(db: None) -> Iterator[None]:
    """12:00 in Lima on a Saturday, and no schedule but the test's own."""
    PeriodicTask.objects.all().delete()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def schedule(operator: User) -> PeriodicTask:
    """It ran once, at seven in Lima."""
    made = scheduling.create(SEVEN | {"zone": "America/Lima"}, user=operator)
    Slot.objects.create(
        schedule=made,
        schedule_name=made.name,
        task_name=made.task,
        moment=NOW - timedelta(hours=5),
        fate=Fate.MISSED,
        decided_at=NOW,
    )
    return made


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_its_ledger_and_its_history_are_found_from_the_list_and_the_audit(
    as_viewer: Client, as_administrator: Client, schedule: PeriodicTask, operator: User
) -> None:
    pk = schedule.pk
    scheduling.delete(pk, user=operator)
    assert 'href="/schedules/removed/"' in as_viewer.get("/schedules/").content.decode()
    assert f'href="/schedules/{pk}/"' in as_viewer.get("/schedules/removed/").content.decode()
    page = text(as_viewer.get(f"/schedules/{pk}/"))
    assert "This schedule was removed by operator." in page
    assert "0 7 * * * (At 07:00)" in page
    assert "Sat 27 Jul 2024 07:00" in page
    edits = text(as_viewer.get(f"/schedules/{pk}/history/"))
    assert "Made · operator" in edits
    assert "Go back" not in edits
    audit = as_administrator.get("/audit/").content.decode()
    assert audit.count(f'href="/schedules/{pk}/history/"') == 2


def test_its_ledger_is_taken_out_as_a_file(
    as_operator: Client, schedule: PeriodicTask, operator: User
) -> None:
    pk = schedule.pk
    scheduling.delete(pk, user=operator)
    answer = as_operator.get(f"/schedules/{pk}/ledger.csv?month=2024-07")
    assert b"Morning report" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert as_operator.get("/schedules/999999/ledger.csv").status_code == 404


def test_one_that_was_removed_past_the_console_is_found_by_its_ledger(
    as_viewer: Client, schedule: PeriodicTask
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tasks_admin_scheduleplan")
        cursor.execute("DELETE FROM django_celery_beat_periodictask")
    page = text(as_viewer.get(f"/schedules/{schedule.pk}/"))
    assert "This schedule was removed outside the console." in page
    assert as_viewer.get("/schedules/999999/").status_code == 404


def test_nobody_is_told_any_more_what_it_missed(schedule: PeriodicTask, operator: User) -> None:
    def missed() -> list[AlertEvent]:
        return [one.event for one in signs(NOW - timedelta(hours=1), NOW)]

    assert missed() == [AlertEvent.MISSED]
    scheduling.delete(schedule.pk, user=operator)
    assert missed() == []
