"""What people do to a run from its page: stop it, have it done again, keep it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from background import TaskContext, task
from tasks_admin.models import Attempt, AuditEntry, Outcome, Run, RunSource, RunStatus
from tasks_admin.services import broker
from tests.conftest import Declare
from tests.tasks_admin.making import NOW, make_run

HTMX = {"HX-Request": "true"}
LATER = timezone.now() + timedelta(days=1)
VALUES: dict[str, Any] = {
    "as_of": "2024-07-27",
    "rules": "legacy",
    "limit": 7,
    "dry": False,
    "names": [],
}


@task(name="example.alone", lock=())
def example_alone(ctx: TaskContext, code: str = "x") -> None:
    """Work alone."""


@task(name="example.wipe", destructive=True)
def example_wipe(ctx: TaskContext) -> None:
    """Wipe something."""


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(example_alone)
    declare(example_wipe)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def act(client: Client, run: Run, verb: str, **values: str) -> Any:
    return client.post(f"/runs/{run.pk}/{verb}/", values)


def audit_of(run: Run) -> list[AuditEntry]:
    """What was written down about the run, in order."""
    return list(AuditEntry.objects.filter(subject_id=run.pk).order_by("id"))


def offered(client: Client, run: Run) -> set[str]:
    """The actions that the run's page has a button for."""
    page = text(client.get(f"/runs/{run.pk}/"))
    verbs = {"cancel", "terminate", "retry", "retry-children", "keep", "let-go"}
    return {verb for verb in verbs if f'action="/runs/{run.pk}/{verb}/"' in page}


@pytest.mark.parametrize(
    ("status", "of_operator", "of_administrator"),
    [
        (RunStatus.QUEUED, {"cancel"}, {"cancel"}),
        (RunStatus.RETRYING, {"cancel"}, {"cancel"}),
        (RunStatus.RUNNING, {"cancel"}, {"cancel", "terminate"}),
        (RunStatus.CANCELLING, set(), {"terminate"}),
        (RunStatus.SUCCEEDED, set(), set()),
        (RunStatus.PARTIAL, {"retry"}, {"retry"}),
        (RunStatus.FAILED, {"retry"}, {"retry"}),
        (RunStatus.LOST, {"retry"}, {"retry"}),
        (RunStatus.CANCELLED, {"retry"}, {"retry"}),
        (RunStatus.SKIPPED, set(), set()),
    ],
)
def test_a_page_offers_what_the_state_allows_and_the_reader_may(
    status: RunStatus,
    of_operator: set[str],
    of_administrator: set[str],
    as_viewer: Client,
    as_operator: Client,
    as_administrator: Client,
) -> None:
    run = make_run(status, lease_until=LATER if not status.is_finished else None)
    assert offered(as_viewer, run) == set()
    assert offered(as_operator, run) == of_operator | {"keep"}
    assert offered(as_administrator, run) == of_administrator | {"keep"}


def test_a_waiting_run_is_cancelled_at_once_and_twice_is_as_good_as_once(
    as_operator: Client,
) -> None:
    run = make_run(RunStatus.QUEUED)
    for _ in range(2):
        response = act(as_operator, run, "cancel")
        assert (response.status_code, response["Location"]) == (302, f"/runs/{run.pk}/")
    run.refresh_from_db()
    assert run.state is RunStatus.CANCELLED
    assert AuditEntry.objects.get(action="cancelled").username == "operator"


def test_a_run_at_work_is_asked_to_stop(as_operator: Client) -> None:
    run = make_run(RunStatus.RUNNING, lease_until=LATER)
    act(as_operator, run, "cancel")
    run.refresh_from_db()
    assert run.state is RunStatus.CANCELLING


def test_a_run_that_has_ended_is_not_cancelled_and_the_page_says_why(as_operator: Client) -> None:
    run = make_run()
    response = act(as_operator, run, "cancel")
    assert response.status_code == 409
    assert "The run has ended already, so it cannot be cancelled" in text(response)
    assert audit_of(run) == []


def test_ending_a_process_is_sent_to_the_workers(
    as_administrator: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    ended: list[UUID] = []
    monkeypatch.setattr(broker, "terminate", lambda run: ended.append(run.pk))
    run = make_run(RunStatus.RUNNING, lease_until=LATER)
    with django_capture_on_commit_callbacks(execute=True):
        assert act(as_administrator, run, "terminate").status_code == 302
    assert ended == [run.pk]


def test_a_process_that_is_not_there_is_not_ended(as_administrator: Client) -> None:
    run = make_run(RunStatus.QUEUED)
    response = act(as_administrator, run, "terminate")
    assert response.status_code == 409
    assert "No worker has the run in hand" in text(response)


def test_a_retry_is_a_new_run_and_each_leads_to_the_other(
    as_operator: Client, operator: User
) -> None:
    run = make_run(RunStatus.FAILED)
    response = act(as_operator, run, "retry", key="k")
    again = Run.objects.get(retry_of=run)
    assert response["Location"] == f"/runs/{again.pk}/"
    assert (again.source, again.user, again.params) == (RunSource.RETRY, operator, run.params)
    assert f'href="/runs/{again.pk}/"' in text(as_operator.get(f"/runs/{run.pk}/"))
    page = text(as_operator.get(f"/runs/{again.pk}/"))
    assert f'href="/runs/{run.pk}/"' in page
    assert f"The same values as in run {run.short_id}." in page


def test_a_second_click_on_retry_leads_to_the_same_run(as_operator: Client) -> None:
    run = make_run(RunStatus.FAILED)
    first, second = (act(as_operator, run, "retry", key="k") for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Run.objects.filter(retry_of=run).count() == 1
    assert act(as_operator, run, "retry", key="other")["Location"] != first["Location"]


def test_a_retry_whose_place_is_taken_leads_to_the_run_that_has_it(as_operator: Client) -> None:
    as_operator.post("/tasks/example.alone/", {"p-code": "a"})
    working = Run.objects.get()
    run = make_run(RunStatus.FAILED, task_name="example.alone", params={"code": "b"})
    response = act(as_operator, run, "retry", key="k")
    assert response.status_code == 409
    assert f'<a href="/runs/{working.pk}/">Open it</a>' in text(response)
    assert Run.objects.count() == 2


def test_a_run_that_succeeded_and_one_whose_task_is_gone_cannot_be_retried(
    as_operator: Client,
) -> None:
    assert act(as_operator, make_run(), "retry").status_code == 409
    gone = make_run(RunStatus.FAILED, task_name="gone.away")
    response = act(as_operator, gone, "retry")
    assert response.status_code == 409
    assert "There is no task gone.away" in text(response)


def test_a_task_with_a_right_of_its_own_is_not_retried_by_every_operator(
    as_operator: Client,
) -> None:
    run = make_run(RunStatus.FAILED, task_name="example.guarded", params={"code": "x"})
    assert act(as_operator, run, "retry").status_code == 403
    assert Run.objects.count() == 1


def test_what_cannot_be_undone_is_repeated_from_its_form_alone(as_operator: Client) -> None:
    run = make_run(RunStatus.FAILED, task_name="example.wipe", params={})
    assert offered(as_operator, run) == {"keep"}
    assert act(as_operator, run, "retry").status_code == 409
    response = as_operator.post("/tasks/example.wipe/")
    assert response.status_code == 422
    assert "Tick the box" in text(response)
    assert Run.objects.count() == 1
    assert as_operator.post("/tasks/example.wipe/", {"confirmed": "on"}).status_code == 302


def test_a_run_is_kept_and_let_go_again(as_operator: Client) -> None:
    run = make_run()
    act(as_operator, run, "keep")
    assert "kept for good" in text(as_operator.get(f"/runs/{run.pk}/"))
    assert offered(as_operator, run) == {"let-go"}
    act(as_operator, run, "let-go")
    run.refresh_from_db()
    assert run.kept is False
    assert [one.action for one in audit_of(run)] == ["kept", "released"]


def test_looking_at_an_action_does_nothing_and_leads_to_the_run(as_administrator: Client) -> None:
    run = make_run(RunStatus.QUEUED)
    for verb in ("cancel", "terminate", "retry", "retry-children", "keep", "let-go"):
        assert as_administrator.get(f"/runs/{run.pk}/{verb}/")["Location"] == f"/runs/{run.pk}/"
    run.refresh_from_db()
    assert (run.state, run.version) == (RunStatus.QUEUED, 1)


def test_the_buttons_change_with_the_state_and_not_under_the_readers_hand(
    as_operator: Client,
) -> None:
    run = make_run(RunStatus.RUNNING, version=5)
    where = f"/runs/{run.pk}/status/"
    same = as_operator.get(where, {"seen": "4", "status": "running"}, headers=HTMX)
    assert "run-actions" not in text(same)
    turned = as_operator.get(where, {"seen": "4", "status": "queued"}, headers=HTMX)
    assert '<div id="run-actions" class="page-actions" hx-swap-oob="true">' in text(turned)


def test_a_run_again_with_other_values_says_what_has_changed(as_operator: Client) -> None:
    run = make_run(params=VALUES)
    posted = {"p-as_of": "2024-07-28", "p-rules": "legacy", "p-limit": "7", "from": str(run.pk)}
    response = as_operator.post("/tasks/example.report/", posted)
    again = Run.objects.get(retry_of=run)
    assert response["Location"] == f"/runs/{again.pk}/"
    assert again.source == RunSource.OPERATOR
    page = text(as_operator.get(f"/runs/{again.pk}/"))
    assert f"Changed since run {run.short_id}:" in page
    assert "<del>27 Jul 2024</del> → <ins>28 Jul 2024</ins>" in page
    assert page.count("<del>") == 1


def test_the_form_says_what_is_different_from_the_earlier_run(as_operator: Client) -> None:
    run = make_run(params=VALUES)
    plain = text(as_operator.get("/tasks/example.report/", {"from": str(run.pk)}))
    assert "changed; it was" not in plain
    assert f'name="from" value="{run.pk}"' in plain
    page = text(as_operator.get("/tasks/example.report/", {"from": str(run.pk), "limit": "8"}))
    assert page.count("changed; it was") == 1
    assert "changed; it was 7" in page
    refused = as_operator.post(
        "/tasks/example.report/",
        {"p-as_of": "2024-07-27", "p-rules": "legacy", "p-limit": "99", "from": str(run.pk)},
    )
    assert refused.status_code == 422
    assert text(refused).count("changed; it was") == 1


def test_a_launch_whose_place_is_taken_keeps_the_form_and_names_the_run(
    as_operator: Client,
) -> None:
    as_operator.post("/tasks/example.alone/", {"p-code": "a"})
    working = Run.objects.get()
    response = as_operator.post("/tasks/example.alone/", {"p-code": "kept"})
    page = text(response)
    assert response.status_code == 409
    assert 'value="kept"' in page
    assert f'<a href="/runs/{working.pk}/">Open it</a>' in page
    assert Run.objects.get() == working


def test_attempts_are_listed_where_there_was_more_than_one(as_viewer: Client) -> None:
    run = make_run(RunStatus.FAILED)
    assert "attempts-title" not in text(as_viewer.get(f"/runs/{run.pk}/"))
    error = {"code": "transient", "message": "{what} is silent", "fields": {"what": "ERP"}}
    run.attempts.update(
        finished_at=NOW + timedelta(seconds=9),
        outcome=Outcome.RETRY,
        error=error,
        error_class="TransientError",
    )
    Attempt.objects.create(run=run, number=2, worker="w2", started_at=NOW + timedelta(seconds=20))
    page = text(as_viewer.get(f"/runs/{run.pk}/")).partition('id="attempts-title"')[2]
    assert "ERP is silent" in page
    assert "<code>TransientError</code>" in page
    assert "<td>w2</td>" in page
