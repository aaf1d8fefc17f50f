"""The contract: one form of refusal, a complete document, a limit for each caller."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from background import registry
from tasks_admin.api.v1 import api
from tests.tasks_admin.api.conftest import Program, send
from tests.tasks_admin.making import make_run


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/nothing", 404, "not_found"),
        ("get", "/api/nothing", 404, "not_found"),
        ("delete", "/api/v1/tasks", 405, "method_not_allowed"),
        ("get", "/api/v1/runs/not-an-id", 404, "not_found"),
    ],
)
def test_whoever_refuses_says_it_in_one_form(
    viewer: User, program: Program, method: str, path: str, status: int, code: str
) -> None:
    answer = getattr(program(viewer), method)(path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"]


def test_a_body_that_is_no_json_is_refused(operator: User, program: Program) -> None:
    path = "/api/v1/tasks/example.report/runs"
    answer = program(operator).post(path, "{", "application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_the_document_has_a_launch_for_each_task_with_its_parameters(db: None) -> None:
    document: Any = api.get_openapi_schema()
    assert document["openapi"].startswith("3.1")
    for spec in registry:
        launch = document["paths"][f"/api/v1/tasks/{spec.name}/runs"]["post"]
        body = launch["requestBody"]["content"]["application/json"]["schema"]
        params = document["components"]["schemas"][spec.params_model.__name__]
        assert body["properties"]["params"]["$ref"].endswith(f"/{spec.params_model.__name__}")
        assert set(params["properties"]) == set(spec.params_model.model_fields)


def test_names_of_operations_are_their_own(db: None) -> None:
    document: Any = api.get_openapi_schema()
    names = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))


def test_a_fault_of_ours_is_told_without_its_secrets(
    viewer: User, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("tasks_admin.api.telling.whole_run", broken)
    answer = program(viewer).get(f"/api/v1/runs/{make_run().pk}")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert b"hunter2" not in answer.content


def test_deeds_on_a_run(operator: User, program: Program) -> None:
    client = program(operator)
    run = send(client, "/tasks/example.report/runs").json()
    assert send(client, f"/runs/{run['id']}/retry").json()["code"] == "not_possible"
    cancelled = send(client, f"/runs/{run['id']}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (202, "cancelled")
    again = send(client, f"/runs/{run['id']}/retry")
    assert again.status_code == 202
    told = client.get(again["Location"]).json()
    assert (told["retry_of"], told["source"]) == (run["id"], "retry")
    refused = send(client, f"/runs/{told['id']}/cancel", {"mode": "terminate"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


def test_strangers_read_no_document(db: None) -> None:
    assert Client().get("/api/openapi.json").status_code in (302, 401)


def test_a_change_of_the_api_does_not_go_unnoticed(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match=r"manage\.py openapi"):
        call_command("openapi", "--check")
    call_command("openapi")
    call_command("openapi", "--check")
