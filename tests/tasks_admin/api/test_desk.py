"""The desk for rows set aside, for programs."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tasks_admin.models import AuditEntry, Run, RunStatus, SetAsideCase
from tests.tasks_admin.api.conftest import Program, send
from tests.tasks_admin.api.world import make_case
from tests.tasks_admin.making import make_run

GROUP = {"task": "example.report", "source": "sheet", "reason": "Not a day"}


@pytest.fixture
def run(db: None) -> Run:
    """A run that met three rows: two with one fault, one with another."""
    run = make_run(RunStatus.PARTIAL, set_aside=3)
    for number, reason in enumerate(("Not a day", "Not a day", "No client")):
        make_case(run, reason=reason, row_number=number)
    return run


def numbers(status: str) -> set[int]:
    return set(SetAsideCase.objects.filter(status=status).values_list("row_number", flat=True))


def test_the_groups_are_told_the_largest_first(run: Run, viewer: User, program: Program) -> None:
    told = program(viewer).get("/api/v1/set-aside").json()
    assert [(one["fault"], one["count"]) for one in told["groups"]] == [
        ("Not a day", 2),
        ("No client", 1),
    ]
    assert told["statuses"]["open"] == 3


def test_the_rows_of_a_group_are_told_with_what_they_held(
    run: Run, viewer: User, program: Program
) -> None:
    told = program(viewer).get("/api/v1/set-aside/rows", GROUP).json()
    assert [one["row_number"] for one in told["rows"]] == [0, 1]
    assert told["rows"][0]["row"] == {"Cliente": "Ana"}
    assert told["rows"][0]["run"] == str(run.pk)
    assert told["after"] is None


def test_a_filter_that_does_not_exist_is_refused(viewer: User, program: Program) -> None:
    assert program(viewer).get("/api/v1/set-aside?tsak=x").status_code == 422


def test_rows_and_whole_groups_are_decided_on_with_a_note(
    run: Run, operator: User, program: Program
) -> None:
    client = program(operator)
    row = SetAsideCase.objects.get(row_number=2).pk
    ignored = {"decision": "ignored", "note": "Known", "rows": [row]}
    assert send(client, "/set-aside/decisions", ignored).json() == {"count": 1}
    fixed = {"decision": "fixed", "note": "Mended", "group": GROUP}
    assert send(client, "/set-aside/decisions", fixed).json() == {"count": 2}
    assert (numbers("ignored"), numbers("fixed")) == ({2}, {0, 1})
    deeds = AuditEntry.objects.filter(subject="example.report").order_by("id")
    noted = deeds.values_list("action", "username")
    assert list(noted) == [("ignored", "operator"), ("fixed", "operator")]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"decision": "solved", "rows": [1]}, "decision"),
        ({}, "rows"),
        ({"rows": [1], "group": GROUP}, "rows"),
        ({"group": {"task": "example.report"}}, "group"),
        ({"rows": [1], "note": ""}, "note"),
    ],
    ids=["only a run solves", "nothing", "both", "half a group", "no note"],
)
def test_an_unclear_decision_is_refused_and_changes_nothing(
    run: Run, operator: User, program: Program, change: dict[str, Any], place: str
) -> None:
    body = {"decision": "fixed", "note": "Mended"} | change
    answer = send(program(operator), "/set-aside/decisions", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][-1] == place
    assert numbers("open") == {0, 1, 2}


def test_the_run_that_met_a_group_last_is_repeated(
    run: Run, operator: User, program: Program
) -> None:
    client, key = program(operator), {"Idempotency-Key": "again"}
    first = send(client, "/set-aside/rerun", GROUP, **key)
    assert first.status_code == 202
    assert Run.objects.get(pk=first.json()["id"]).retry_of == run
    assert send(client, "/set-aside/rerun", GROUP, **key).json()["id"] == first.json()["id"]
    assert send(client, "/set-aside/rerun", {"task": "example.none"}).status_code == 404
