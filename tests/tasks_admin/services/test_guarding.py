"""Services that several tasks call: each call is guarded, and the run waits while one is down."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from background import TaskContext, TransientError, task
from background.door import Order
from tasks_admin.models import Breaker, Outcome, Run, RunSource, RunStatus
from tasks_admin.services import breaking
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tests.conftest import Declare

pytestmark = pytest.mark.django_db
answers: list[Exception | None] = []


def called() -> str:
    answer = answers.pop()
    if answer:
        raise answer
    return "answer"


@task(name="test.call", dry_run=True)
def call(ctx: TaskContext) -> str:
    """Call the ERP."""
    with ctx.guarded("erp"):
        return called()


@task(name="test.call", dry_run=True)
async def call_later(ctx: TaskContext) -> str:
    """Call the ERP."""
    with ctx.guarded("erp"):
        return called()


@pytest.fixture(params=[call, call_later], ids=["sync", "async"])
def carried_out(request: pytest.FixtureRequest, declare: Declare) -> Callable[..., Run]:
    declare(request.param)

    def carry_out(answer: Exception | None, **order: Any) -> Run:
        answers[:] = [answer]
        run = launch("test.call", {}, source=RunSource.CODE, order=Order(**order))
        ended = execute(run.pk, worker="here")
        assert ended is not None
        return ended

    return carry_out


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_leaves_the_block_counts_for_the_service(
    carried_out: Callable[..., Run], dry_run: bool
) -> None:
    assert carried_out(TransientError("busy"), dry_run=dry_run).status == RunStatus.FAILED
    assert Breaker.objects.get().failures == 1
    assert carried_out(None, dry_run=dry_run).status == RunStatus.SUCCEEDED
    assert Breaker.objects.get().failures == 0


def test_while_it_is_left_alone_the_run_waits_and_spends_no_attempt(
    carried_out: Callable[..., Run],
) -> None:
    now = timezone.now()
    for _ in range(breaking.THRESHOLD):
        breaking.failed("erp", TransientError("busy"), now)
    run = carried_out(None)
    assert answers == [None], "it was not called"
    assert run.status == RunStatus.RETRYING
    assert run.not_before == now + breaking.OPEN_FOR
    assert run.attempts.get().outcome == Outcome.POSTPONED

    Breaker.objects.update(open_until=now - timedelta(seconds=1))
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert run.status == RunStatus.SUCCEEDED
    assert Breaker.objects.get().open_until is None
