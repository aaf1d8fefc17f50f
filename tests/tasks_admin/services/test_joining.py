"""Senders whose launch was answered with an earlier run find its result under their own id."""

import pytest
from celery import current_app
from celery.result import AsyncResult
from django_celery_results.models import TaskResult

from background import JobFailed, TaskContext, task
from tasks_admin import worker
from tasks_admin.models import Run, RunAlias
from tasks_admin.services.executing import execute
from tasks_admin.services.pruning import _forget_results
from tests.conftest import Declare

pytestmark = pytest.mark.django_db


@task(name="test.once", unique=("number",), when_taken="existing")
def once(ctx: TaskContext, number: int) -> int:
    """Do it once."""
    if number < 0:
        raise JobFailed("It failed")
    return number


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(once)


def test_a_sender_who_came_before_the_end_finds_the_result() -> None:
    run_id = once.delay(7).id
    assert once.apply_async((7,), task_id="late").id == run_id
    execute(Run.objects.get().pk, worker="here")
    assert AsyncResult("late").get(timeout=1) == 7


def test_a_sender_who_came_after_the_end_finds_the_result() -> None:
    once.apply_async((7,), task_id="first")
    execute(Run.objects.get().pk, worker="here")
    for _ in range(2):
        once.apply_async((7,), task_id="later")
    assert AsyncResult("later").get(timeout=1) == 7
    assert set(TaskResult.objects.values_list("task_id", flat=True)) == {
        "first",
        "later",
        str(Run.objects.get().pk),
    }


def test_a_message_that_joined_a_run_stays_with_it_when_it_is_delivered_again() -> None:
    worker._register(once.spec)
    for name in ("first", "second"):
        once.apply_async((-1,), task_id=name)
    run = Run.objects.get()
    execute(run.pk, worker="here")
    current_app.tasks["test.once"].apply((-1,), task_id="second")
    current_app.tasks.pop("test.once")
    assert Run.objects.get() == run
    assert isinstance(AsyncResult("second").result, JobFailed)


def test_a_name_goes_with_its_run() -> None:
    for name in ("first", "second"):
        once.apply_async((7,), task_id=name)
    execute(Run.objects.get().pk, worker="here")
    _forget_results({run.pk: run.idempotency_key for run in Run.objects.all()})
    assert not TaskResult.objects.exists()
    Run.objects.all().delete()
    assert not RunAlias.objects.exists()
