"""Doing a run again: the same values, a new run, and only where that makes sense."""

import pytest
from django.contrib.auth.models import User

from background import JobFailed, Secret, TaskContext, task
from background.errors import NotAllowed, NotPossible
from tasks_admin.models import AuditEntry, Run, RunSource, RunStatus
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tasks_admin.services.retrying import retry
from tests.conftest import Declare

pytestmark = pytest.mark.django_db


@task(name="test.send", unique=("number",))
def send(ctx: TaskContext, number: int, token: Secret, ends: str = "failed") -> str:
    """Send something."""
    if ends == "failed":
        raise JobFailed("It failed")
    if ends == "partial":
        ctx.incomplete("Half of it")
    return token.get_secret_value()[::-1]


@task(name="test.reserved", permission="tasks_admin.view_traceback")
def reserved(ctx: TaskContext) -> None:
    """Only for some."""


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(send)
    declare(reserved)


def ended(ends: str) -> Run:
    raw = {"number": 7, "token": "hunter2", "ends": ends}
    run = launch("test.send", raw, source=RunSource.CODE)
    finished = execute(run.pk, worker="here")
    assert finished is not None
    return finished


@pytest.mark.parametrize("ends", ["failed", "partial"])
def test_a_run_that_did_not_succeed_is_done_again_with_its_values(
    ends: str, operator: User
) -> None:
    run = ended(ends)
    again = retry(run, user=operator)
    assert (again.retry_of, again.source, again.username) == (run, RunSource.RETRY, "operator")
    assert again.status == RunStatus.QUEUED
    assert {**again.params, "token": ""} == {**run.params, "token": ""}
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.details) == ("retried", {"run": str(again.pk)})


def test_a_run_that_succeeded_or_still_works_is_not_done_again(operator: User) -> None:
    waiting = launch("test.send", {"number": 8, "token": "x"}, source=RunSource.CODE)
    for run in (ended("succeeded"), waiting):
        with pytest.raises(NotPossible):
            retry(run, user=operator)
    assert Run.objects.filter(source=RunSource.RETRY).count() == 0


def test_two_clicks_are_one_retry(operator: User) -> None:
    run = ended("failed")
    first, second = (retry(run, user=operator, idempotency_key="click") for _ in range(2))
    assert first == second


def test_who_may_not_launch_a_task_may_not_have_it_done_again(
    operator: User, administrator: User
) -> None:
    run = launch("test.reserved", {}, source=RunSource.OPERATOR, user=administrator)
    Run.objects.filter(pk=run.pk).update(status=RunStatus.FAILED)
    run.refresh_from_db()
    with pytest.raises(NotAllowed):
        retry(run, user=operator)
    assert retry(run, user=administrator).retry_of == run
