"""From the list of runs to the same for all of them."""

from typing import Any

from django.test import Client

from tasks_admin.models import Run, RunStatus
from tests.tasks_admin.making import make_run


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_list_offers_what_can_be_done_to_all_on_its_tab(
    as_operator: Client, as_viewer: Client
) -> None:
    for status in (RunStatus.FAILED, RunStatus.FAILED, RunStatus.QUEUED, RunStatus.SUCCEEDED):
        make_run(status)
    page = text(as_operator.get("/runs/?tab=failed&user=rosa"))
    assert 'href="/runs/bulk/?tab=failed&amp;user=rosa">Retry all 2 that fit this filter…' in page
    assert "Cancel all 1 that fit this filter…" in text(as_operator.get("/runs/?tab=active"))
    assert "Retry all that fit this filter…" in text(
        as_operator.get("/runs/?tab=failed&text=report")
    )
    for where in ("/runs/", "/runs/?tab=succeeded", "/runs/?tab=partial"):
        assert "/runs/bulk/" not in text(as_operator.get(where))
    assert "/runs/bulk/" not in text(as_viewer.get("/runs/?tab=failed"))


def test_before_anything_happens_the_page_says_to_which_runs(as_operator: Client) -> None:
    run, other = make_run(RunStatus.FAILED), make_run(RunStatus.FAILED, username="ana")
    page = text(as_operator.get("/runs/bulk/?tab=failed&user=rosa"))
    assert ">1 run</h2>" in page
    assert "<dt>User</dt><dd>rosa</dd>" in page
    assert f'id="row-{run.short_id}"' in page
    assert f'id="row-{other.short_id}"' not in page
    assert 'name="user" value="rosa"' in page
    assert not Run.objects.filter(task_name="console.bulk").exists()


def test_sending_it_leads_to_the_run_that_does_it_and_twice_to_the_same(
    as_operator: Client,
) -> None:
    make_run(RunStatus.FAILED)
    values = {"tab": "failed", "user": "rosa", "idempotency_key": "k" * 32}
    first, second = (as_operator.post("/runs/bulk/", values) for _ in range(2))
    run = Run.objects.get(task_name="console.bulk")
    assert first["Location"] == second["Location"] == f"/runs/{run.pk}/"
    assert run.params == {"action": "retry", "query": "tab=failed&user=rosa"}
    assert run.username == "operator"


def test_where_nothing_is_left_to_do_there_is_no_button(as_operator: Client) -> None:
    run = make_run(RunStatus.FAILED)
    make_run(retry_of=run)
    page = text(as_operator.get("/runs/bulk/?tab=failed"))
    assert "There is nothing left to do." in page
    assert "Retry them all" not in page


def test_a_tab_on_which_nothing_can_be_done_leads_nowhere(as_operator: Client) -> None:
    assert as_operator.get("/runs/bulk/?tab=succeeded").status_code == 404
    assert as_operator.post("/runs/bulk/", {"tab": "skipped"}).status_code == 404


def test_only_who_may_cancel_does_it(as_viewer: Client) -> None:
    assert as_viewer.post("/runs/bulk/", {"tab": "failed"}).status_code == 403
    assert not Run.objects.exists()
