"""Two runs that must not work at once do not, whatever ends the first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from background import JobFailed, TaskContext, TransientError, task
from background.errors import AlreadyRunning
from tasks_admin.models import Run, RunHold, RunSource, RunStatus
from tasks_admin.services.cancelling import cancel
from tasks_admin.services.claiming import claim
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tasks_admin.services.recovering import sweep
from tests.conftest import Declare
from tests.tasks_admin.services.conftest import Committed

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=2)


@task(name="test.refuse", lock=("company",))
def refuse(ctx: TaskContext, company: int, error: str = "") -> None:
    """Work for a company, once at a time."""
    if error == "fail":
        raise JobFailed("It failed")
    if error == "busy":
        raise TransientError("It is busy")


@task(name="test.existing", lock=(), when_taken="existing")
def existing(ctx: TaskContext) -> None:
    """Work alone."""


@task(name="test.queue", lock=(), when_taken="queue")
def queue(ctx: TaskContext) -> None:
    """Work alone, one after the other."""


@task(name="test.other", lock=(), lock_name="test.queue", when_taken="queue")
def other(ctx: TaskContext) -> None:
    """Work on what another task works on."""


@task(name="test.impatient", lock=(), lock_name="test.queue", when_taken="existing")
def impatient(ctx: TaskContext) -> None:
    """Do not wait for another task, and do not take its run for one of its own."""


@task(name="test.busy", lock=(), retry="standard")
def busy(ctx: TaskContext) -> None:
    """Be unlucky."""
    raise TransientError("It is busy")


@task(name="test.invoice", unique=("number",), when_taken="existing")
def invoice(ctx: TaskContext, number: int, ends: str = "") -> None:
    """Send an invoice once."""
    if ends == "failed":
        raise JobFailed("It failed")
    if ends == "partial":
        ctx.incomplete("Half of it")


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    for one in (refuse, existing, queue, other, impatient, busy, invoice):
        declare(one)


def launched(name: str, **raw: Any) -> Run:
    return launch(name, raw, source=RunSource.CODE)


def test_a_second_run_is_refused_and_the_first_one_named() -> None:
    first = launched("test.refuse", company=1)
    with pytest.raises(AlreadyRunning) as refusal:
        launched("test.refuse", company=1)
    assert refusal.value.run_id == first.pk
    assert Run.objects.get() == first
    assert launched("test.refuse", company=2).status == RunStatus.QUEUED


def test_the_first_run_may_be_returned_instead() -> None:
    assert launched("test.existing") == launched("test.existing")
    assert Run.objects.count() == 1


def test_one_run_waits_behind_the_first_and_a_third_is_the_same(committed: Committed) -> None:
    first, second, third = (launched("test.queue") for _ in range(3))
    assert second == third
    assert (first.held_back, second.held_back) == (False, True)
    assert claim(second.pk, worker="eager") is None

    with committed():
        execute(first.pk, worker="here")
    second.refresh_from_db()
    assert (second.held_back, second.publications) == (False, 1)
    with committed():
        execute(second.pk, worker="here")
    second.refresh_from_db()
    assert second.status == RunStatus.SUCCEEDED
    assert not RunHold.objects.exists()


def test_tasks_with_one_lock_work_one_after_the_other_as_they_were_asked_for(
    committed: Committed,
) -> None:
    names = ("test.queue", "test.other", "test.queue", "test.other")
    first, second, third, fourth = (launched(name) for name in names)
    assert [run.task_name for run in (first, second, third)] == list(names[:3])
    assert fourth == second
    with pytest.raises(AlreadyRunning) as refusal:
        launched("test.impatient")
    assert refusal.value.run_id == first.pk

    for run, waiting in ((first, [third]), (second, []), (third, [])):
        with committed():
            execute(run.pk, worker="here")
        held = Run.objects.filter(held_back=True).exclude(pk__in=[second.pk])
        assert list(held) == waiting
    assert not Run.objects.exclude(status=RunStatus.SUCCEEDED).exists()


def _succeed(run: Run, user: User) -> None:
    execute(run.pk, worker="here")


def _fail(run: Run, user: User) -> None:
    Run.objects.filter(pk=run.pk).update(params={"company": 1, "error": "fail"})
    execute(run.pk, worker="here")


def _cancel(run: Run, user: User) -> None:
    cancel(run, user=user)


def _lose(run: Run, user: User) -> None:
    claim(run.pk, worker="gone")
    sweep(timezone.now() + LATER)


@pytest.mark.parametrize("end", [_succeed, _fail, _cancel, _lose])
def test_the_place_is_free_again_however_the_run_ends(
    end: Callable[[Run, User], None], operator: User
) -> None:
    run = launched("test.refuse", company=1)
    end(run, operator)
    run.refresh_from_db()
    assert run.is_finished
    assert launched("test.refuse", company=1) != run


def test_a_run_that_waits_to_be_tried_again_keeps_its_place() -> None:
    execute(launched("test.busy").pk, worker="here")
    with pytest.raises(AlreadyRunning):
        launched("test.busy")


def test_a_run_that_is_cancelled_while_it_waits_leaves_the_waiting_place(operator: User) -> None:
    launched("test.queue")
    second = launched("test.queue")
    cancel(second, user=operator)
    third = launched("test.queue")
    assert third != second
    assert third.held_back


def test_runs_with_other_values_wait_each_for_itself(
    declare: Declare, committed: Committed
) -> None:
    @task(name="test.months", lock=("company",), when_taken="queue")
    def months(ctx: TaskContext, company: int, month: int) -> None:
        """Do a month of a company."""

    declare(months)
    works, january, february, again = (
        launched("test.months", company=1, month=month) for month in (12, 1, 2, 1)
    )
    assert again == january != february
    with committed():
        execute(works.pk, worker="here")
    january.refresh_from_db()
    february.refresh_from_db()
    assert (january.held_back, february.held_back) == (False, True)


def test_a_run_that_waits_behind_nobody_is_let_go_by_the_next_sweep(committed: Committed) -> None:
    first, second = launched("test.queue"), launched("test.queue")
    RunHold.objects.filter(run=first).delete()
    with committed():
        sweep(timezone.now())
    second.refresh_from_db()
    assert (second.held_back, second.publications) == (False, 1)


def test_runs_that_wait_for_others_are_not_published_by_the_sweep(committed: Committed) -> None:
    with committed():
        launched("test.queue")
    second = launched("test.queue")
    Run.objects.update(requested_at=timezone.now() - timedelta(hours=1))
    assert sweep(timezone.now()) == (0, 0)
    second.refresh_from_db()
    assert second.publications == 0


def test_what_must_be_done_once_is_not_done_again() -> None:
    first = launched("test.invoice", number=7)
    execute(first.pk, worker="here")
    assert launched("test.invoice", number=7) == first
    assert launched("test.invoice", number=8) != first


def test_what_failed_was_not_done_and_may_be_asked_for_again() -> None:
    first = launched("test.invoice", number=7, ends="failed")
    execute(first.pk, worker="here")
    assert launched("test.invoice", number=7) != first


def test_a_launch_that_has_its_own_key_meets_itself_first() -> None:
    raw = {"company": 1}
    first = launch("test.refuse", raw, source=RunSource.API, idempotency_key="k")
    assert launch("test.refuse", raw, source=RunSource.API, idempotency_key="k") == first
