"""A run that somebody stops ends, wherever it is in its life."""

from datetime import timedelta

import pytest
from celery.result import AsyncResult
from django.contrib.auth.models import User
from django.utils import timezone

from background import TaskContext, TransientError, task
from background.errors import NotPossible
from tasks_admin.models import AuditEntry, Outcome, Run, RunSource, RunStatus
from tasks_admin.services.cancelling import cancel, revoked, terminate
from tasks_admin.services.claiming import claim
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tasks_admin.services.recovering import sweep
from tests.conftest import Declare

pytestmark = pytest.mark.django_db


@task(name="test.stoppable", repeatable=True, retry="standard")
def stoppable(ctx: TaskContext, busy: bool = False) -> str:
    """Be stopped in the middle of the work."""
    with ctx.atomic():
        ctx.log_info("Before")
    cancel(Run.objects.get(pk=ctx.run_id), user=User.objects.get(username="operator"))
    if busy:
        raise TransientError("The service is busy")
    ctx.progress(1, 2)
    with ctx.atomic():
        ctx.log_info("After")
    return "finished"


@pytest.fixture
def run(declare: Declare, operator: User) -> Run:
    declare(stoppable)
    return launch("test.stoppable", {}, source=RunSource.OPERATOR, user=operator)


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_a_queued_run_ends_at_once(run: Run, operator: User) -> None:
    cancel(run, user=operator)
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED
    assert run.error is not None
    assert run.error["fields"] == {"user": "operator"}
    assert str(AsyncResult(str(run.pk)).state) == "REVOKED"
    assert actions() == ["launched", "cancelled"]
    assert execute(run.pk, worker="late") is None


def test_a_run_that_waits_to_be_tried_again_ends_at_once(run: Run, operator: User) -> None:
    Run.objects.filter(pk=run.pk).update(status=RunStatus.RETRYING)
    cancel(run, user=operator)
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED


def test_a_working_run_stops_at_its_next_report(run: Run) -> None:
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert (run.status, run.attempts.get().outcome) == (RunStatus.CANCELLED, Outcome.CANCELLED)
    assert [line.message for line in run.lines.all()] == ["Before"]


def test_a_run_that_is_asked_to_stop_is_not_tried_again(declare: Declare, operator: User) -> None:
    declare(stoppable)
    run = launch("test.stoppable", {"busy": True}, source=RunSource.OPERATOR, user=operator)
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED


def test_a_run_whose_worker_is_gone_has_stopped(run: Run, operator: User) -> None:
    claim(run.pk, worker="gone")
    cancel(run, user=operator)
    sweep(timezone.now() + timedelta(minutes=2))
    run.refresh_from_db()
    assert (run.status, run.attempts.get().outcome) == (RunStatus.CANCELLED, Outcome.CANCELLED)


def test_what_has_ended_cannot_be_stopped(run: Run, operator: User) -> None:
    cancel(run, user=operator)
    for stop in (cancel, terminate):
        with pytest.raises(NotPossible):
            stop(run, user=operator)
    assert actions() == ["launched", "cancelled"]


def test_only_a_run_that_a_worker_has_can_be_terminated(run: Run, administrator: User) -> None:
    with pytest.raises(NotPossible):
        terminate(run, user=administrator)
    claim(run.pk, worker="here")
    terminate(run, user=administrator)
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLING
    assert actions() == ["launched", "terminated"]


def test_a_run_that_only_waits_for_its_children_has_no_process_to_end(
    run: Run, administrator: User
) -> None:
    claim(run.pk, worker="here")
    Run.objects.filter(pk=run.pk).update(lease_until=None)
    with pytest.raises(NotPossible):
        terminate(run, user=administrator)


@pytest.mark.parametrize("terminated", [True, False])
def test_what_celery_revokes_stays_revoked(run: Run, terminated: bool) -> None:
    if terminated:
        claim(run.pk, worker="here")
        run.refresh_from_db()
    revoked(run, terminated=terminated)
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED
    assert execute(run.pk, worker="after a restart") is None


def test_a_revoke_that_comes_too_late_changes_nothing(run: Run) -> None:
    claim(run.pk, worker="here")
    revoked(run, terminated=False)
    run.refresh_from_db()
    assert run.status == RunStatus.RUNNING
