"""`.delay()` and its kin over the real console, and a whole run in this process."""

from datetime import UTC, datetime

import pytest
from celery.result import AsyncResult
from django.db import transaction

from background import JobFailed, TaskContext, TransientError, task
from background.errors import InvalidParams
from background.testing import run_now
from tasks_admin.models import Attempt, Run, RunSource, RunStatus
from tasks_admin.services.executing import execute
from tests.conftest import Declare
from tests.tasks_admin.services.conftest import Committed

pytestmark = pytest.mark.django_db

LATER = datetime(2030, 1, 1, tzinfo=UTC)


@task(name="test.double", retry="standard")
def double(ctx: TaskContext, number: int, busy: bool = False, fails: bool = False) -> int:
    """Double."""
    if busy:
        raise TransientError("busy")
    if fails:
        raise JobFailed("No number {number}", number=number)
    return 2 * number


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(double)


def test_a_launch_from_code_is_a_run_whose_result_celery_has(committed: Committed) -> None:
    with committed():
        handle = double.delay(4)
    run = Run.objects.get(pk=handle.id)
    assert (run.source, run.status, run.publications) == (RunSource.CODE, RunStatus.QUEUED, 1)
    execute(run.pk, worker="here")
    assert handle.get(timeout=1) == double.get_result(handle.id).get(timeout=1) == 8


def test_a_launch_may_differ_from_what_is_declared() -> None:
    run = Run.objects.get(
        pk=double.using(queue_name="cronjobs", priority=7, run_after=LATER).enqueue(number=1).id
    )
    assert (run.queue, run.priority, run.not_before) == ("cronjobs", 7, LATER)


def test_a_launch_with_an_id_of_its_own_is_found_under_it_and_done_once() -> None:
    first, second = (double.apply_async((4,), task_id="mine") for _ in range(2))
    assert first.id == second.id
    execute(Run.objects.get().pk, worker="here")
    assert AsyncResult("mine").get(timeout=1) == 8


def test_a_launch_that_is_refused_is_no_run() -> None:
    with pytest.raises(InvalidParams, match="number"):
        double.delay("many")
    assert not Run.objects.exists()


def test_nothing_is_sent_for_a_caller_who_changes_its_mind(committed: Committed) -> None:
    with committed(), pytest.raises(KeyError):
        _launch_and_fail()
    assert not Run.objects.exists()


def _launch_and_fail() -> None:
    with transaction.atomic():
        double.delay(1)
        raise KeyError


def test_a_whole_run_in_this_process_has_result_and_record() -> None:
    handle = run_now(double, number=4)
    assert handle.get(timeout=1) == 8
    assert Run.objects.get(pk=handle.id).status == RunStatus.SUCCEEDED


def test_a_whole_run_has_all_its_attempts_without_the_waits() -> None:
    handle = run_now(double, number=4, busy=True)
    assert Run.objects.get(pk=handle.id).status == RunStatus.FAILED
    outcomes = list(Attempt.objects.order_by("number").values_list("outcome", flat=True))
    assert outcomes == ["retry", "retry", "retry", "failed"]


def test_a_failure_reaches_the_caller_as_a_whole_sentence() -> None:
    with pytest.raises(JobFailed, match="No number 4"):
        run_now(double, number=4, fails=True).get(timeout=1)
