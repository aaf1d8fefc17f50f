"""The children of a run on its page, and the list of them."""

from typing import Any

from django.test import Client

from tasks_admin.models import Attempt, Outcome, Run, RunStatus
from tasks_admin.services.executing import execute
from tests.tasks_admin.making import make_run

HTMX = {"HX-Request": "true"}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def make_family(status: RunStatus, *children: RunStatus) -> Run:
    parent = make_run(status, children_at_once=2)
    Attempt.objects.filter(run=parent).update(outcome=Outcome.SUCCEEDED)
    for number, child in enumerate(children):
        make_run(child, parent=parent, params={"limit": 1 + number})
    return parent


def test_a_parent_shows_how_its_children_stand_unsuccessful_ones_first(as_viewer: Client) -> None:
    parent = make_family(
        RunStatus.RUNNING, RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.RUNNING
    )
    page = text(as_viewer.get(f"/runs/{parent.pk}/"))
    assert f'href="/runs/?parent={parent.pk}&amp;tab=failed"' in page
    assert "2 of 3 · 66 %" in page
    done, failed, working = Run.objects.filter(parent=parent).order_by("pk")
    places = [page.index(f">{run.short_id}</a>") for run in (failed, done, working)]
    assert places == sorted(places)


def test_a_child_leads_to_its_parent(as_viewer: Client) -> None:
    parent = make_family(RunStatus.RUNNING, RunStatus.QUEUED)
    child = Run.objects.get(parent=parent)
    page = text(as_viewer.get(f"/runs/{child.pk}/"))
    assert f'Part of</dt><dd><a href="/runs/{parent.pk}/">{parent.short_id}</a>' in page


def test_a_poll_tells_of_children_though_the_parent_itself_has_not_changed(
    as_viewer: Client,
) -> None:
    parent = make_family(RunStatus.RUNNING, RunStatus.RUNNING)
    page = text(as_viewer.get(f"/runs/{parent.pk}/"))
    seen = page.partition("?seen=")[2].partition("&amp;")[0]
    where = f"/runs/{parent.pk}/status/?seen={seen}&status=running"
    assert as_viewer.get(where, headers=HTMX).status_code == 204
    Run.objects.filter(parent=parent).update(status=RunStatus.SUCCEEDED)
    response = as_viewer.get(where, headers=HTMX)
    assert response.status_code == 200
    assert '<div id="children" hx-swap-oob="true">' in text(response)


def test_only_the_children_that_did_not_succeed_are_retried_and_once(as_operator: Client) -> None:
    parent = make_family(
        RunStatus.PARTIAL, RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED
    )
    where = f"/runs/{parent.pk}/retry-children/"
    assert "Retry the 2 that did not succeed" in text(as_operator.get(f"/runs/{parent.pk}/"))
    for _ in range(2):
        answer = as_operator.post(where, {"key": "k"})
    bulk = Run.objects.get(task_name="console.bulk")
    assert answer.headers["Location"] == f"/runs/{bulk.pk}/"
    execute(bulk.pk, worker="here")
    again = Run.objects.filter(parent=parent).exclude(retry_of=None)
    assert {run.retry_of.params["limit"] for run in again if run.retry_of} == {2, 3}
    page = text(as_operator.get(f"/runs/{parent.pk}/"))
    assert "that did not succeed" not in page
    assert "1 of 3 · 33 %" in page
    assert all(f'href="/runs/{run.pk}/"' in page for run in again)


def test_children_are_retried_by_whom_it_is_allowed(as_viewer: Client) -> None:
    parent = make_family(RunStatus.FAILED, RunStatus.FAILED)
    assert "retry-children" not in text(as_viewer.get(f"/runs/{parent.pk}/"))
    assert as_viewer.post(f"/runs/{parent.pk}/retry-children/").status_code == 403


def test_the_list_can_be_narrowed_to_the_children_of_a_run(as_viewer: Client) -> None:
    parent = make_family(RunStatus.RUNNING, RunStatus.FAILED, RunStatus.QUEUED)
    page = text(as_viewer.get("/runs/", {"parent": str(parent.pk), "tab": "failed"}))
    failed = Run.objects.get(parent=parent, status=RunStatus.FAILED)
    assert f'id="row-{failed.short_id}"' in page
    assert f'id="row-{parent.short_id}"' not in page
    assert page.count('id="row-') == 1
    assert f"parent={parent.pk}&amp;seen=" in page
    assert as_viewer.get("/runs/?parent=nonsense").status_code == 200


def test_more_children_than_are_shown_are_on_the_list(as_viewer: Client) -> None:
    parent = make_family(RunStatus.RUNNING, *[RunStatus.QUEUED] * 25)
    page = text(as_viewer.get(f"/runs/{parent.pk}/"))
    assert "All 25 runs it launched" in page
