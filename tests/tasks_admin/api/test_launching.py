"""Launching through the API: judged like a form, once for each key, all or none."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from background import TaskContext, task
from tasks_admin.models import Run, RunSource
from tests.tasks_admin.api.conftest import Declare, Program, send

REPORT = "/tasks/example.report/runs"


@task(name="example.wipe", destructive=True)
def example_wipe(ctx: TaskContext) -> None:
    """Remove everything."""


def test_a_launch_is_accepted_and_tells_where_to_follow_it(
    operator: User, program: Program
) -> None:
    client = program(operator)
    at = timezone.now() + timedelta(hours=1)
    body = {"params": {"limit": 3, "as_of": "today - 1"}, "priority": 7, "run_at": at.isoformat()}
    answer = send(client, REPORT, body)
    run = Run.objects.get()
    assert answer.status_code == 202
    assert answer["Location"] == f"/api/v1/runs/{run.pk}"
    assert (run.source, run.username, run.priority, run.not_before) == (
        RunSource.API, "operator", 7, at,
    )  # fmt: skip
    told = client.get(answer["Location"]).json()
    assert told["status"] == "queued"
    assert told["celery_status"] == "PENDING"
    assert told["params"]["limit"] == 3


def test_parameters_that_do_not_fit_get_a_sentence_each_and_no_run(
    operator: User, program: Program
) -> None:
    answer = send(program(operator), REPORT, {"params": {"limit": 11, "colour": "red"}})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["code"], body["detail"]) == ("invalid_params", "Invalid parameters")
    assert [(one["loc"], one["msg"]) for one in body["errors"]] == [
        (["params", "limit"], "Give 10 or less."),
        (["params", "colour"], "The task has no parameter of this name."),
    ]
    assert not Run.objects.exists()


def test_it_speaks_the_callers_language(operator: User, program: Program) -> None:
    client = program(operator, **{"Accept-Language": "es"})
    body = send(client, REPORT, {"params": {"limit": 11}}).json()
    assert body["detail"] == "Parámetros no válidos"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/tasks/example.none/runs", {}, 404, "task_not_found"),
        (REPORT, {"priority": 10}, 422, "invalid_request"),
        (REPORT, {"run_at": "2024-07-27T10:00:00"}, 422, "invalid_request"),
        (REPORT, {"parms": {}}, 422, "invalid_request"),
        (REPORT, {"dry_run": True}, 409, "not_possible"),
        ("/tasks/example.guarded/runs", {"params": {"code": "x"}}, 403, "not_allowed"),
        ("/runs/batch", {"runs": []}, 422, "invalid_request"),
    ],
    ids=[
        "no such task", "priority", "a moment without a zone", "a misspelt key", "no dry run",
        "a right of the task", "a batch of none",
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(
    operator: User, program: Program, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    answer = send(program(operator), path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Run.objects.exists()


def test_one_key_is_one_run(operator: User, administrator: User, program: Program) -> None:
    client, other = program(operator), program(administrator)
    key = {"Idempotency-Key": "order 17"}
    first = send(client, REPORT, {"params": {"limit": 3}}, **key).json()["id"]
    assert send(client, REPORT, {"params": {"limit": 3}}, **key).json()["id"] == first
    assert send(client, REPORT, {"dedup": "order 17"}).json()["id"] == first
    assert send(other, REPORT, {}, **key).json()["id"] != first


def test_a_key_names_runs_of_one_task(
    administrator: User, program: Program, declare: Declare
) -> None:
    client, key = program(administrator), {"Idempotency-Key": "order 17"}
    send(client, REPORT, {}, **key)
    answer = send(client, "/tasks/example.guarded/runs", {"params": {"code": "x"}}, **key)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible")
    assert Run.objects.count() == 1


def test_what_cannot_be_undone_must_be_confirmed(
    operator: User, program: Program, declare: Declare
) -> None:
    declare(example_wipe)
    client = program(operator)
    refused = send(client, "/tasks/example.wipe/runs").json()
    assert refused["errors"][0]["loc"] == ["confirmed"]
    assert send(client, "/tasks/example.wipe/runs", {"confirmed": True}).status_code == 202


def test_of_a_batch_all_are_launched_or_none(operator: User, program: Program) -> None:
    client = program(operator)
    good, bad = {"task": "example.report"}, {"task": "example.report", "params": {"limit": 11}}
    refused = send(client, "/runs/batch", {"runs": [good, bad]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == ["runs", 1, "params", "limit"]
    assert not Run.objects.exists()
    key = {"Idempotency-Key": "night"}
    made = send(client, "/runs/batch", {"runs": [good, good]}, **key)
    again = send(client, "/runs/batch", {"runs": [good, good]}, **key)
    assert made.status_code == 202
    assert [one["id"] for one in again.json()] == [one["id"] for one in made.json()]
    assert Run.objects.count() == 2
