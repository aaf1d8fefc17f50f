"""Messages that other programs send: each gets a run of its own, judged like any other."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from celery import current_app, signals
from celery.app.task import Context
from celery.result import AsyncResult
from pydantic import Field

from background import TaskContext, TransientError, task
from background.sentences import fill
from tasks_admin import worker
from tasks_admin.models import Run, RunSource, RunStatus
from tasks_admin.services.recovering import sweep
from tests.conftest import Declare

pytestmark = pytest.mark.django_db

Send = Callable[..., None]


@task(name="test.sent", lock=("count",))
def sent(
    ctx: TaskContext, count: Annotated[int, Field(ge=1)] = 1, busy: bool = False
) -> dict[str, int]:
    """Count."""
    if busy:
        raise TransientError("busy")
    return {"count": count}


@pytest.fixture
def send(declare: Declare) -> Iterator[Send]:
    """Hand a message to the Celery task, as a worker does."""
    declare(sent)
    worker._register(sent.spec)

    def deliver(message: str, *args: Any, **kwargs: Any) -> None:
        current_app.tasks["test.sent"].apply(args, kwargs, task_id=message)

    yield deliver
    current_app.tasks.pop("test.sent", None)


@pytest.mark.parametrize("message", ["0190a6b2-7c1e-7d3a-8f10-1f6b1c2d3e4f", "order-7 of shop ñ"])
@pytest.mark.parametrize(("args", "kwargs"), [((3,), {}), ((), {"count": "3"})])
def test_a_message_becomes_a_run_and_its_sender_finds_the_result(
    send: Send, message: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    send(message, *args, **kwargs)
    run = Run.objects.get()
    assert (run.source, run.status, run.params["count"]) == (
        RunSource.EXTERNAL,
        RunStatus.SUCCEEDED,
        3,
    )
    assert AsyncResult(message).get() == AsyncResult(str(run.pk)).get() == {"count": 3}


def test_a_message_that_comes_twice_is_one_run(send: Send) -> None:
    for _ in range(2):
        send("order-7", 3)
    assert Run.objects.get().attempt == 1


@pytest.mark.parametrize(
    ("args", "kwargs", "said"),
    [
        ((), {"count": 0}, "count: Give 1 or more."),
        ((), {"colour": "red"}, "colour: The task has no parameter of this name."),
        ((1, False, 3), {}, ": The task takes 2 values, not 3."),
        ((1,), {"count": 2}, "count: This value is given twice."),
    ],
)
def test_a_message_that_is_refused_is_a_failed_run_with_the_reason(
    send: Send, args: tuple[Any, ...], kwargs: dict[str, Any], said: str
) -> None:
    for _ in range(2):
        send("order-7", *args, **kwargs)
    run = Run.objects.get()
    assert (run.source, run.status, run.attempt) == (RunSource.EXTERNAL, RunStatus.FAILED, 0)
    assert run.error is not None
    assert fill("{details}", run.error["fields"]) == said
    assert AsyncResult("order-7").state == "FAILURE"


def test_a_message_whose_place_is_taken_is_a_failed_run_that_names_the_other(send: Send) -> None:
    first = sent.delay(count=1)
    send("order-7", 1)
    run = Run.objects.get(source=RunSource.EXTERNAL)
    assert run.status == RunStatus.FAILED
    assert run.error is not None
    assert run.error["fields"]["run"] == first.id


def test_a_sender_finds_the_result_of_a_later_attempt_too(send: Send) -> None:
    send("order-7", 1)
    Run.objects.update(status=RunStatus.QUEUED)
    current_app.tasks["test.sent"].apply((), {}, task_id=str(Run.objects.get().pk))
    assert Run.objects.get().attempt == 2
    assert AsyncResult("order-7").state == "SUCCESS"


def test_a_sender_learns_that_its_run_was_lost(send: Send) -> None:
    send("order-7", 1)
    run = Run.objects.get()
    gone = run.requested_at
    Run.objects.update(status=RunStatus.RUNNING, lease_until=gone, finished_at=None)
    sweep(gone.replace(year=gone.year + 1))
    assert AsyncResult("order-7").state == "FAILURE"


@pytest.mark.django_db(transaction=True)
def test_what_celery_revokes_becomes_a_cancelled_run(send: Send) -> None:
    run = Run.objects.get(pk=sent.delay(count=1).id)
    signals.task_revoked.send(
        sender=current_app.tasks["test.sent"],
        request=Context(id=str(run.pk)),
        terminated=False,
        signum=None,
        expired=False,
    )
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED
