"""The desk for rows set aside: groups, rows, decisions, and running again."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tasks_admin.models import Run, RunStatus, SetAsideCase, SetAsideRow
from tests.tasks_admin.making import NOW, make_run

GROUP = {"task": "example.report", "source": "sheet", "reason": "Not a day"}
ADDRESS = "/set-aside/?" + urlencode(GROUP)


@pytest.fixture
def run(db: None) -> Run:
    """A run that met three rows: two with one fault, one with another."""
    run = make_run(RunStatus.PARTIAL, set_aside=3)
    for number, reason in enumerate(("Not a day", "Not a day", "No client")):
        SetAsideRow.objects.create(run=run, source="sheet", row_number=number, reason=reason)
        SetAsideCase.objects.create(
            fingerprint=str(number),
            task_name=run.task_name,
            source="sheet",
            reason=reason,
            row_number=number + 10,
            column="Fecha",
            value=f"31/0{number}",
            row={"Cliente": "Ana"},
            first_run=run,
            last_run=run,
            first_at=NOW,
            last_at=NOW,
        )
    return run


def rows_of(status: str) -> set[int]:
    return set(SetAsideCase.objects.filter(status=status).values_list("row_number", flat=True))


def test_the_desk_shows_the_open_rows_by_reason(run: Run, as_viewer: Client) -> None:
    text = as_viewer.get("/set-aside/").content.decode()
    assert "Not a day" in text
    assert "No client" in text
    assert "Example report" in text


def test_a_group_shows_where_each_row_stood_and_what_it_held(run: Run, as_viewer: Client) -> None:
    text = as_viewer.get(ADDRESS).content.decode()
    for told in ("31/00", "31/01", "Cliente", "Ana", run.short_id):
        assert told in text
    assert "31/02" not in text
    assert "Mark as fixed" not in text
    assert "Run it again" not in text


def test_ticked_rows_are_marked_with_a_note(run: Run, as_operator: Client) -> None:
    ticked = SetAsideCase.objects.get(row_number=11)
    data = GROUP | {"decision": "ignored", "note": "Known", "row": ticked.pk}
    answer = as_operator.post("/set-aside/decide/", data)
    assert answer.status_code == 302
    assert (rows_of("ignored"), rows_of("open")) == ({11}, {10, 12})
    shown = as_operator.get(f"{ADDRESS}&status=ignored").content.decode()
    assert "Known" in shown
    assert "operator" in shown


def test_a_whole_group_is_marked_at_once_and_no_other(run: Run, as_operator: Client) -> None:
    data = GROUP | {"decision": "fixed", "note": "Corrected", "which": "all"}
    as_operator.post("/set-aside/decide/", data)
    assert (rows_of("fixed"), rows_of("open")) == ({10, 11}, {12})


@pytest.mark.parametrize(
    ("change", "status"), [({"note": " "}, 422), ({"decision": "solved"}, 302), ({"task": ""}, 302)]
)
def test_what_makes_no_sense_marks_nothing(
    change: dict[str, str], status: int, run: Run, as_operator: Client
) -> None:
    data = GROUP | {"decision": "fixed", "note": "Corrected", "which": "all"} | change
    assert as_operator.post("/set-aside/decide/", data).status_code == status
    assert rows_of("open") == {10, 11, 12}


@pytest.mark.parametrize("where", ["decide", "rerun"])
def test_who_may_only_look_decides_nothing(where: str, run: Run, as_viewer: Client) -> None:
    data = GROUP | {"decision": "fixed", "note": "Corrected", "which": "all"}
    assert as_viewer.post(f"/set-aside/{where}/", data).status_code == 403
    assert rows_of("open") == {10, 11, 12}
    assert Run.objects.count() == 1


def test_one_click_runs_the_task_again_with_the_same_values(run: Run, as_operator: Client) -> None:
    assert "Run it again" in as_operator.get(ADDRESS).content.decode()
    answers = [as_operator.post("/set-aside/rerun/", GROUP | {"idempotency_key": "k"})] * 2
    again = Run.objects.get(retry_of=run)
    assert again.params == run.params
    assert {answer.url for answer in answers} == {f"/runs/{again.pk}/"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", ["/", "/tasks/example.report/", "/runs/{run}/"])
def test_the_count_stands_where_people_look(page: str, run: Run, as_viewer: Client) -> None:
    assert "/set-aside/" in (text := as_viewer.get(page.format(run=run.pk)).content.decode())
    assert "Rows set aside" in text


@pytest.mark.parametrize(("address", "queries"), [("/set-aside/", 2), (ADDRESS, 3)])
def test_the_desk_asks_no_more_than_this(
    address: str, queries: int, run: Run, as_viewer: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6 + queries):
        assert as_viewer.get(address).status_code == 200
