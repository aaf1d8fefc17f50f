"""`/tasks`: what the factoring company's programs know."""

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from tasks_admin.models import Run, RunReport, RunStatus
from tests.tasks_admin.api.conftest import Program
from tests.tasks_admin.making import make_run


@pytest.mark.parametrize(
    ("status", "celery", "ready", "successful", "failed"),
    [
        (RunStatus.RUNNING, "STARTED", False, None, None),
        (RunStatus.SUCCEEDED, "SUCCESS", True, True, False),
        (RunStatus.FAILED, "FAILURE", True, False, True),
        (RunStatus.CANCELLED, "REVOKED", True, False, False),
    ],
)
def test_a_status_says_whether_it_is_over_and_how(
    viewer: User, program: Program, status: RunStatus, celery: str, ready: bool,
    successful: bool | None, failed: bool | None,
) -> None:  # fmt: skip
    run = make_run(status)
    RunReport.objects.create(run=run, result={"rows": 3})
    told = program(viewer).get(f"/tasks/status/{run.pk}").json()
    assert told == {
        "task_id": str(run.pk),
        "status": celery,
        "result": {"rows": 3} if successful else None,
        "ready": ready,
        "successful": successful,
        "failed": failed,
        "error": None,
    }


def test_every_endpoint_that_is_told_launches(operator: User, program: Program) -> None:
    client = program(operator)
    told = client.get("/tasks/available").json()
    assert {"kpi", "kpi-acumulado", "tablas-reportes", "tablas-cxc", "tipo-cambio"} <= set(
        told["available_tasks"]
    )
    assert told["total_tasks"] == len(told["available_tasks"])
    for task in told["available_tasks"].values():
        if task["original_name"] in ("toolbox.kpi", "toolbox.tablas_cxc"):
            answer = client.post(task["endpoint"])
            run = Run.objects.get(pk=answer.json()["task_id"])
            assert (answer.status_code, run.task_name) == (200, task["original_name"])
            assert answer.json()["task_name"] == task["original_name"]


@pytest.mark.parametrize(
    ("query", "body"), [("?batch_size=3", None), ("", {"batch_size": 3})], ids=["query", "body"]
)
def test_parameters_come_in_the_address_or_the_body(
    operator: User, program: Program, query: str, body: Any
) -> None:
    client = program(operator)
    path = f"/tasks/execute/tipo-cambio{query}"
    answer = client.post(path, body, "application/json") if body else client.post(path)
    assert Run.objects.get(pk=answer.json()["task_id"]).params["batch_size"] == 3


def test_what_does_not_fit_is_refused(operator: User, program: Program) -> None:
    client = program(operator)
    wrong = client.post("/tasks/execute/tipo-cambio?batch_size=99")
    assert wrong.status_code == 422
    assert wrong.json()["detail"].startswith("Invalid parameters: batch_size: ")
    assert client.post("/tasks/execute/nothing").status_code == 404


def test_schedules_tell_their_real_next_moment(viewer: User, program: Program) -> None:
    weekly = CrontabSchedule.objects.create(
        minute="30", hour="6", day_of_week="1", timezone="America/Lima"
    )
    PeriodicTask.objects.create(name="Weekly", task="toolbox.kpi", crontab=weekly)
    told = program(viewer).get("/tasks/scheduled").json()
    one = told["scheduled_tasks"]["Weekly"]
    at = datetime.fromisoformat(one["next_run"])
    assert (at.isoweekday(), at.hour, at.minute) == (1, 6, 30)
    assert one["next_run"].endswith("-05:00")
    assert (one["queue"], one["enabled"]) == ("cronjobs", True)
    assert told["total_scheduled"] == len(told["scheduled_tasks"])


def test_the_pages_of_tasks_are_still_there(viewer: User, program: Program) -> None:
    assert program(viewer).get("/tasks/available").status_code == 200
