"""How many queries each page asks, pinned: a new one is a decision, not an accident."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from background import Report
from tasks_admin.models import (
    Artifact,
    RunControl,
    RunLine,
    RunReport,
    RunStatus,
    SetAsideRow,
)
from tests.tasks_admin.making import NOW, make_run

SIGNED_IN = 5
"""Session, user, the rights of the user and of the groups, and what the user is limited to."""
PAGE = SIGNED_IN + 1
"""What every whole page asks beside: how many alerts are open."""


@pytest.fixture
def run_id(as_viewer: Client) -> str:
    """A run with everything, among thirty others, and a schedule to come."""
    rule = CrontabSchedule.objects.create(hour="3", minute="0")
    PeriodicTask.objects.create(name="Nightly", task="example.report", crontab=rule)
    for number in range(30):
        make_run(RunStatus.FAILED if number % 5 else RunStatus.RUNNING, at=NOW - timedelta(days=1))
    run = make_run(RunStatus.PARTIAL, set_aside=3, ties=True)
    RunReport.objects.create(run=run, is_report=True, result=Report().model_dump(mode="json"))
    for number in range(3):
        RunControl.objects.create(
            run=run, label="Sum", actual=1, expected=1, tolerance=0, ties=True
        )
        RunLine.objects.create(run=run, attempt=1, at=NOW, level="info", message="Line")
        SetAsideRow.objects.create(run=run, source="s", row_number=number, reason="No day")
        Artifact.objects.create(
            run=run, name=f"{number}.csv", file="x", size=1, sha256="0", created_at=NOW
        )
    return str(run.pk)


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 15),
        ("/tasks/", 2),
        ("/tasks/example.report/", 3),
        ("/runs/", 7),
        ("/runs/?text=x&tab=failed", 3),
        ("/runs/?tab=failed", 8),
        ("/runs/{run}/", 11),
        ("/workers/", 5),
    ],
)
def test_a_page_asks_no_more_than_this(
    as_viewer: Client, run_id: str, address: str, queries: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(PAGE + queries):
        assert as_viewer.get(address.format(run=run_id)).status_code == 200


def test_a_poll_that_brings_nothing_asks_for_the_run_alone(
    as_viewer: Client, django_assert_num_queries: Any
) -> None:
    run = make_run(RunStatus.RUNNING)
    with django_assert_num_queries(SIGNED_IN + 1):
        as_viewer.get(f"/runs/{run.pk}/status/?seen=1", headers={"HX-Request": "true"})


@pytest.mark.parametrize(("address", "queries"), [("/audit/", 1), ("/retention/", 8)])
def test_a_page_for_administrators_asks_no_more_than_this(
    as_administrator: Client,
    run_id: str,
    address: str,
    queries: int,
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(PAGE + queries):
        assert as_administrator.get(address).status_code == 200


def test_a_page_before_a_bulk_action_asks_no_more_than_this(
    as_operator: Client, run_id: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(PAGE + 2):
        assert as_operator.get("/runs/bulk/?tab=failed").status_code == 200
