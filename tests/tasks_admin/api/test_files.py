"""A program hands over a file and names it in a launch, as a form does in one step."""

from pathlib import Path
from typing import Annotated, Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from background import Accept, File, TaskContext, task
from tasks_admin.models import Run, Scope, Upload
from tasks_admin.services.executing import execute
from tests.tasks_admin.api.conftest import Declare, Program, send

FILES = "/api/v1/files"


@task(name="test.read")
def read(ctx: TaskContext, statement: Annotated[File, Accept(".csv")]) -> str:
    """Read a statement."""
    return statement.path.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def uploads(declare: Declare, settings: Any, tmp_path: Path) -> Path:
    """The folder of the files that are kept."""
    declare(read)
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "uploads"


def handed_over(client: Client, content: str = "a,b", name: str = "july.csv") -> Any:
    return client.post(FILES, {"file": SimpleUploadedFile(name, content.encode())})


def test_a_run_reads_the_file_that_its_launch_names(operator: User, program: Program) -> None:
    client = program(operator, Scope.LAUNCH)
    answer = handed_over(client)
    assert answer.status_code == 201
    launched = send(client, "/tasks/test.read/runs", {"params": {"statement": answer.json()}})
    assert launched.status_code == 202
    run = Run.objects.get()
    done = execute(run.pk, worker="here")
    assert done is not None
    assert done.report.result == "a,b"
    told = client.get(launched["Location"]).json()["params"]["statement"]
    assert told["name"] == "july.csv"


def test_the_same_content_is_kept_once(operator: User, program: Program) -> None:
    client = program(operator)
    first, second = handed_over(client).json(), handed_over(client, name="august.csv").json()
    assert (first["sha256"], second["name"]) == (second["sha256"], "august.csv")
    assert Upload.objects.count() == 1


def test_the_task_judges_the_file_as_in_its_form(operator: User, program: Program) -> None:
    client = program(operator)
    reference = handed_over(client, name="july.exe").json()
    refused = send(client, "/tasks/test.read/runs", {"params": {"statement": reference}})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == ["params", "statement"]
    assert "Choose a file of one of these kinds: .csv." in refused.json()["errors"][0]["msg"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty."),
        ("x" * 1_000_001, "The file has more than 1 MB, which is the most that is taken."),
        (None, "Choose a file."),
    ],
    ids=["empty", "too large", "none"],
)
def test_what_cannot_be_taken_is_refused_and_not_kept(
    operator: User,
    program: Program,
    settings: Any,
    uploads: Path,
    content: str | None,
    sentence: str,
) -> None:
    settings.TASKS_ADMIN_UPLOAD_MEGABYTES = 1
    client = program(operator)
    answer = handed_over(client, content) if content is not None else client.post(FILES, {})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["loc"], error["msg"]) == (["file"], sentence)
    assert not Upload.objects.exists()
    assert not [path for path in uploads.rglob("*") if path.is_file()]


def test_files_that_wait_for_a_run_have_a_most_in_sum(
    operator: User, program: Program, settings: Any
) -> None:
    settings.TASKS_ADMIN_UPLOADS_UNUSED_MEGABYTES = 1
    client = program(operator)
    first = handed_over(client, "x" * 600_000)
    assert first.status_code == 201
    refused = handed_over(client, "y" * 600_000)
    assert refused.status_code == 422
    assert "Too many files wait for a run" in refused.json()["errors"][0]["msg"]

    launched = send(client, "/tasks/test.read/runs", {"params": {"statement": first.json()}})
    assert launched.status_code == 202
    assert handed_over(client, "y" * 600_000).status_code == 201


def test_who_may_not_launch_hands_over_no_file(viewer: User, program: Program) -> None:
    assert handed_over(program(viewer)).status_code == 403
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{" + " " * 3_000_000 + "}", "application/json", 413),
        ("no parts", "multipart/form-data", 400),
    ],
    ids=["more than is read into memory", "a form that is none"],
)
def test_what_cannot_be_read_is_no_fault_of_ours(
    operator: User, program: Program, body: str, kind: str, status: int
) -> None:
    path = FILES if kind.startswith("multipart") else "/api/v1/tasks/test.read/runs"
    answer = program(operator).generic("POST", path, body, kind)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
