"""Doing the same to every run that fits a filter."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from background.errors import NotAllowed
from background.sentences import stored_sentence
from tasks_admin.models import AuditEntry, Run, RunReport, RunSource, RunStatus
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tests.conftest import Declare
from tests.tasks_admin.making import example_guarded, example_report, make_run

pytestmark = pytest.mark.django_db
VALUES = {"limit": 3}


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(example_report)
    declare(example_guarded)


def do(action: str, query: str = "", *, user: User | None = None) -> Run:
    """Launch the bulk action and carry it out here; return its run as it ended."""
    values = {"action": action, "query": query}
    run = launch("console.bulk", values, source=RunSource.OPERATOR, user=user, publish=False)
    execute(run.pk, worker="here")
    run.refresh_from_db()
    return run


def report_of(run: Run) -> dict[str, Any]:
    return dict(RunReport.objects.get(run=run).result or {})


def failed(**fields: Any) -> Run:
    return make_run(RunStatus.FAILED, **{"params": VALUES} | fields)


def test_every_run_that_fits_is_retried_once_by_whoever_asked(operator: User) -> None:
    wanted = [failed() for _ in range(3)]
    other = failed(username="ana")
    run = do("retry", "tab=failed&user=rosa", user=operator)
    assert run.state is RunStatus.SUCCEEDED
    again = Run.objects.filter(source=RunSource.RETRY)
    assert {one.retry_of for one in again} == set(wanted)
    assert {one.user for one in again} == {operator}
    assert not other.retries.exists()
    assert report_of(run)["fields"] == {"done": 3}
    do("retry", "tab=failed&user=rosa", user=operator)
    assert Run.objects.filter(source=RunSource.RETRY).count() == 3


def test_waiting_runs_end_and_working_ones_are_asked_to_stop(operator: User) -> None:
    waiting, working, done = (
        make_run(status) for status in (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.SUCCEEDED)
    )
    run = do("cancel", user=operator)
    states = [Run.objects.get(pk=one.pk).status for one in (waiting, working, done)]
    assert states == ["cancelled", "cancelling", "succeeded"]
    assert run.state is RunStatus.SUCCEEDED
    audited = AuditEntry.objects.filter(action="cancelled").values_list("username", flat=True)
    assert list(audited) == ["operator", "operator"]


def test_children_are_left_to_their_parent_unless_they_are_asked_for(operator: User) -> None:
    parent = make_run(RunStatus.PARTIAL, children_at_once=1)
    child = failed(parent=parent)
    do("retry", "tab=failed", user=operator)
    assert not child.retries.exists()
    do("retry", f"tab=failed&parent={parent.pk}", user=operator)
    assert child.retries.count() == 1


def test_what_cannot_be_done_is_counted_with_its_reason_and_the_rest_goes_on(
    operator: User,
) -> None:
    failed(task_name="gone.away")
    failed(task_name="example.guarded", params={"code": "x"})
    failed()
    run = do("retry", user=operator)
    report = report_of(run)
    assert report["fields"] == {"done": 1}
    rows = report["tables"][0]["rows"]
    assert sorted((number, str(stored_sentence(reason))) for number, reason in rows) == [
        (1, "There is no task gone.away"),
        (1, "operator may not launch example.guarded"),
    ]
    assert run.state is RunStatus.SUCCEEDED


def test_a_bulk_action_of_which_nothing_comes_is_not_a_success(operator: User) -> None:
    failed(task_name="gone.away")
    assert do("retry", user=operator).state is RunStatus.PARTIAL


def test_it_never_acts_on_itself_or_on_what_was_asked_for_later(operator: User) -> None:
    values = {"action": "cancel", "query": ""}
    run = launch("console.bulk", values, source=RunSource.OPERATOR, user=operator, publish=False)
    later = launch("example.report", {}, source=RunSource.API, publish=False)
    execute(run.pk, worker="here")
    run.refresh_from_db()
    later.refresh_from_db()
    assert (run.state, later.state) == (RunStatus.SUCCEEDED, RunStatus.QUEUED)


def test_it_is_not_for_everybody(viewer: User) -> None:
    with pytest.raises(NotAllowed):
        do("cancel", user=viewer)
