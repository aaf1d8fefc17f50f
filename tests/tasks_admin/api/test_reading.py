"""Reading runs: filtered, page by page, waiting for a change, with log and files."""

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone

from background import Level
from tasks_admin.models import Artifact, Run, RunLine, RunReport, RunStatus, Scope
from tests.tasks_admin.api.conftest import Program
from tests.tasks_admin.making import NOW, make_run

RUNS = "/api/v1/runs"


def test_runs_are_paged_newest_first(viewer: User, program: Program) -> None:
    ids = [str(make_run(at=NOW + timedelta(minutes=n)).pk) for n in range(5)][::-1]
    client = program(viewer)
    first = client.get(f"{RUNS}?limit=2").json()
    assert [one["id"] for one in first["runs"]] == ids[:2]
    second = client.get(f"{RUNS}?limit=2&older={first['older']}").json()
    assert [one["id"] for one in second["runs"]] == ids[2:4]
    back = client.get(f"{RUNS}?limit=2&newer={second['newer']}").json()
    assert [one["id"] for one in back["runs"]] == ids[:2]
    last = client.get(f"{RUNS}?older={second['older']}").json()
    assert ([one["id"] for one in last["runs"]], last["older"]) == (ids[4:], None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 4),
        ("status=lost", 1),
        ("status=failed", 1),
        ("task=example.report", 4),
        ("task=example.none", 0),
        ("user=ana", 1),
        ("source=schedule", 0),
        ("until=2024-07-26", 0),
        ("since=2024-07-27&until=2024-07-27", 4),
    ],
)
def test_they_are_filtered(viewer: User, program: Program, query: str, found: int) -> None:
    for status in (RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.LOST):
        make_run(status)
    make_run(username="ana")
    assert len(program(viewer).get(f"{RUNS}?{query}").json()["runs"]) == found


@pytest.mark.parametrize("query", ["status=done", "limit=0", "older=x", "since=soon", "colour=red"])
def test_a_filter_that_says_nothing_is_refused(viewer: User, program: Program, query: str) -> None:
    answer = program(viewer).get(f"{RUNS}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_a_run_tells_what_came_of_it(viewer: User, administrator: User, program: Program) -> None:
    error = {"code": "transient", "message": "{source} is silent", "fields": {"source": "erp"}}
    run = make_run(RunStatus.FAILED, error=error)
    RunReport.objects.create(run=run, result={"rows": 3}, traceback="Traceback …")
    told = program(viewer).get(f"{RUNS}/{run.pk}").json()
    assert told["error"]["message"] == "erp is silent"
    assert told["celery_status"] == "FAILURE"
    assert told["result"] == {"rows": 3}
    assert told["attempts"][0]["worker"] == "w1"
    assert told["traceback"] is None
    assert program(administrator).get(f"{RUNS}/{run.pk}").json()["traceback"] == "Traceback …"


@pytest.mark.parametrize("rest", ["", "/lines", "/files", "/children", "/files/1"])
def test_of_a_run_that_is_not_there_nothing_is_told(
    operator: User, program: Program, rest: str
) -> None:
    answer = program(operator).get(f"{RUNS}/{uuid4()}{rest}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_log_is_read_on_from_the_last_line(viewer: User, program: Program) -> None:
    run = make_run()
    for number in range(3):
        RunLine.objects.create(
            run=run, attempt=1, at=NOW, level=Level.INFO, message="Day {n}", fields={"n": number}
        )
    client = program(viewer)
    first = client.get(f"{RUNS}/{run.pk}/lines?limit=2").json()
    assert [line["message"] for line in first["lines"]] == ["Day 0", "Day 1"]
    rest = client.get(f"{RUNS}/{run.pk}/lines?after={first['last']}").json()
    assert [line["message"] for line in rest["lines"]] == ["Day 2"]
    assert client.get(f"{RUNS}/{run.pk}/lines?after={rest['last']}").json() == {
        "lines": [], "last": rest["last"],
    }  # fmt: skip


def test_a_file_is_for_those_who_may_export(viewer: User, operator: User, program: Program) -> None:
    run = make_run()
    kept = Artifact(run=run, name="a.csv", size=3, sha256="x", created_at=timezone.now())
    kept.file.save("a.csv", ContentFile(b"a;b"))
    listed = program(operator).get(f"{RUNS}/{run.pk}/files").json()
    assert [one["name"] for one in listed] == ["a.csv"]
    sent = program(operator, Scope.READ).get(listed[0]["url"])
    assert b"".join(sent.streaming_content) == b"a;b"  # type: ignore[attr-defined]
    assert program(viewer).get(listed[0]["url"]).status_code == 403


def test_what_has_not_changed_is_not_sent_again(viewer: User, program: Program) -> None:
    run, client = make_run(RunStatus.RUNNING), program(viewer)
    tag = client.get(f"{RUNS}/{run.pk}")["ETag"]
    unchanged = client.get(f"{RUNS}/{run.pk}", headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    Run.objects.filter(pk=run.pk).update(version=9)
    assert client.get(f"{RUNS}/{run.pk}", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_who_waits_is_told_when_the_run_is_over(viewer: User, program: Program) -> None:
    run, client = make_run(RunStatus.RUNNING), program(viewer)

    def finish() -> None:
        time.sleep(0.3)
        Run.objects.move(run.pk, to=RunStatus.SUCCEEDED, frm=[RunStatus.RUNNING])

    worker = threading.Thread(target=finish)
    worker.start()
    began = time.monotonic()
    told = client.get(f"{RUNS}/{run.pk}?wait=20").json()
    worker.join()
    assert told["status"] == "succeeded"
    assert time.monotonic() - began < 15


def test_a_wait_ends_by_itself(viewer: User, program: Program) -> None:
    run = make_run(RunStatus.RUNNING)
    assert program(viewer).get(f"{RUNS}/{run.pk}?wait=1").json()["status"] == "running"
