"""`/api/celery`: what the former system documented, without its faults."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tasks_admin.models import Heartbeat, Run, RunReport, RunStatus
from tests.tasks_admin.api.conftest import Program
from tests.tasks_admin.making import make_run

TASKS = "/api/celery/tasks"


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(path, body, "application/json")


def test_the_catalogue_tells_types_defaults_and_bounds(viewer: User, program: Program) -> None:
    listed = {one["task_type"]: one for one in program(viewer).get(TASKS).json()}
    report = listed["example.report"]
    assert report["name"] == "example.report"
    assert report["description"] == "Report something."
    assert report["parameters"]["limit"] == {
        "type": "integer", "required": False, "default": 5, "min": 1, "max": 10,
    }  # fmt: skip
    assert report["parameters"]["rules"]["choices"] == ["current", "legacy"]
    assert listed["example.guarded"]["parameters"]["code"] == {"type": "string", "required": True}


def test_a_launch_is_answered_as_documented(operator: User, program: Program) -> None:
    order = {"task_type": "example.report", "params": {"limit": 3}}
    answer = post(program(operator), f"{TASKS}/launch", order)
    run = Run.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {
        "success": True,
        "task_id": str(run.pk),
        "task_type": "example.report",
        "status": "PENDING",
        "message": "Task example.report launched successfully",
    }


@pytest.mark.parametrize(
    ("order", "detail"),
    [
        (
            {"task_type": "example.report", "params": {"limit": 11}},
            "Invalid parameters: limit: Give 10 or less.",
        ),
        ({"task_type": "example.none", "params": {}}, "There is no task example.none"),
    ],
    ids=["a parameter", "the task"],
)
def test_what_does_not_fit_is_422_with_a_sentence(
    operator: User, program: Program, order: dict[str, Any], detail: str
) -> None:
    answer = post(program(operator), f"{TASKS}/launch", order)
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("status", "celery", "info"),
    [
        (RunStatus.QUEUED, "PENDING", "Task is waiting to be executed or doesn't exist"),
        (RunStatus.RUNNING, "STARTED", "Task is running"),
        (RunStatus.RETRYING, "RETRY", "Task is waiting to be tried again"),
        (RunStatus.CANCELLED, "REVOKED", "Task was revoked"),
        (RunStatus.SUCCEEDED, "SUCCESS", None),
        (RunStatus.PARTIAL, "SUCCESS", None),
        (RunStatus.FAILED, "FAILURE", None),
        (RunStatus.LOST, "FAILURE", None),
    ],
)
def test_every_state_can_be_read(
    viewer: User, program: Program, status: RunStatus, celery: str, info: str | None
) -> None:
    run = make_run(status, error={"code": "x", "message": "Company not found", "fields": {}})
    RunReport.objects.create(run=run, result={"compras": {"total": 3}}, traceback="Traceback")
    told = program(viewer).get(f"{TASKS}/{run.pk}").json()
    assert (told["task_id"], told["status"]) == (str(run.pk), celery)
    assert (told["meta"] or {}).get("info") == info
    assert told["result"] == ({"compras": {"total": 3}} if celery == "SUCCESS" else None)
    assert (told["error"] == "Company not found") is (celery != "SUCCESS")
    assert told["traceback"] is None  # which is for administrators


@pytest.mark.parametrize("task_id", ["non-existent-id", "4330ff2e-89ea-4e80-bd6b-cb4a66d1071c"])
def test_what_is_not_there_is_pending(viewer: User, program: Program, task_id: str) -> None:
    assert program(viewer).get(f"{TASKS}/{task_id}").json() == {
        "task_id": task_id,
        "status": "PENDING",
        "result": None,
        "error": None,
        "traceback": None,
        "meta": {"info": "Task is waiting to be executed or doesn't exist"},
    }


def test_a_task_is_revoked_and_can_be_read_afterwards(operator: User, program: Program) -> None:
    run, client = make_run(RunStatus.QUEUED), program(operator)
    assert client.delete(f"{TASKS}/{run.pk}?terminate=false").json() == {
        "task_id": str(run.pk),
        "status": "revoked",
        "terminate": False,
        "message": f"Task {run.pk} has been revoked",
    }
    assert client.get(f"{TASKS}/{run.pk}").json()["status"] == "REVOKED"
    ended = client.delete(f"{TASKS}/{make_run().pk}")
    assert (ended.status_code, ended.json()["status"]) == (200, "success")
    assert client.delete(f"{TASKS}/{uuid4()}").status_code == 200
    assert client.delete(f"{TASKS}/{run.pk}?terminate=true").status_code == 403


def test_a_retry_retries(operator: User, program: Program) -> None:
    failed, client = make_run(RunStatus.FAILED), program(operator)
    told = client.post(f"{TASKS}/{failed.pk}/retry").json()
    again = Run.objects.get(pk=told["task_id"])
    assert (again.retry_of, again.params["limit"]) == (failed, 7)
    assert client.post(f"{TASKS}/{make_run().pk}/retry").status_code == 400


def test_figures_are_there_without_a_worker_too(viewer: User, program: Program) -> None:
    client = program(viewer)
    assert client.get("/api/celery/stats").json()["active_tasks"] == {}
    now = timezone.now()
    Heartbeat.objects.create(
        kind=Heartbeat.Kind.WORKER, name="w1", queues=["default"], slots=2, started_at=now,
        seen_at=now,
    )  # fmt: skip
    run = make_run(RunStatus.RUNNING, at=now, worker="w1")
    later = make_run(RunStatus.QUEUED, not_before=now + timedelta(hours=1))
    told = client.get("/api/celery/stats").json()
    (active,) = told["active_tasks"]["w1"]
    assert (active["id"], active["kwargs"]["limit"]) == (str(run.pk), 7)
    assert told["scheduled_tasks"]["default"][0]["id"] == str(later.pk)
    assert told["worker_stats"]["w1"]["total"] == 1
    assert told["worker_stats"]["w1"]["pool"]["max-concurrency"] == 2
    assert "example.report" in told["registered_tasks"]
