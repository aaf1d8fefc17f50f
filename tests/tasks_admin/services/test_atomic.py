"""What a job makes permanent, and what it does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from background import JobFailed, SetAside, TaskContext, db_task, task
from tasks_admin.access import GROUPS
from tasks_admin.models import Run, RunSource, RunStatus
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tests.conftest import Declare

pytestmark = pytest.mark.django_db


def attempts(declare: Declare, job: Any, count: int = 1) -> Run:
    """Carry out so many attempts of a run; an attempt that is not the last loses its worker."""
    declare(job)
    run = launch(job.spec.name, {}, source=RunSource.CODE, publish=False)
    for number in range(count):
        if number:
            Run.objects.filter(pk=run.pk).update(status=RunStatus.QUEUED, finished_at=None)
        execute(run.pk, worker="here")
    run.refresh_from_db()
    return run


def names() -> list[str]:
    written = Group.objects.exclude(name__in=GROUPS).order_by("name")
    return list(written.values_list("name", flat=True))


def test_a_db_task_that_fails_leaves_nothing_but_its_log(declare: Declare) -> None:
    @db_task("test.all")
    def job(ctx: TaskContext) -> None:
        """Write, with a transaction inside, and fail."""
        ctx.log_info("First")
        with ctx.atomic():
            Group.objects.create(name="inside")
            ctx.log_info("Second")
        Group.objects.create(name="after")
        ctx.log_info("Third")
        raise JobFailed("It failed")

    run = attempts(declare, job)
    assert (run.status, names()) == (RunStatus.FAILED, [])
    assert [line.message for line in run.lines.order_by("id")] == ["First", "Second", "Third"]


def test_what_a_db_task_wrote_and_that_it_succeeded_stand_or_fall_together(
    declare: Declare,
) -> None:
    @db_task("test.all")
    def job(ctx: TaskContext) -> object:
        """Write, and hand back what cannot be kept."""
        Group.objects.create(name="written")
        return object()

    run = attempts(declare, job)
    assert (run.status, names()) == (RunStatus.FAILED, [])


def test_a_result_that_cannot_be_kept_is_a_failure_that_says_so(declare: Declare) -> None:
    @task(name="test.odd")
    def job(ctx: TaskContext) -> object:
        """Hand back something odd."""
        ctx.log_info("An odd {thing} in a line is written as text", thing=object())
        return object()

    run = attempts(declare, job)
    assert run.status == RunStatus.FAILED
    assert run.error is not None
    assert run.error["fields"]["kind"] == "PydanticSerializationError"
    assert "object object" in run.lines.get().fields["thing"]


def test_a_repeated_run_goes_on_after_its_last_batch_and_keeps_what_it_set_aside(
    declare: Declare,
) -> None:
    @task(name="test.batches", repeatable=True)
    def job(ctx: TaskContext) -> None:
        """Die after the second batch."""
        for batch in ctx.iter_batches(list("abcdef"), 2):
            with ctx.atomic():
                for letter in batch:
                    Group.objects.create(name=f"{letter}{ctx.attempt}")
                row = SetAside(
                    source="s", row_number=1, column="c", value=batch[0], reason="Not a day"
                )
                ctx.quarantine(row)
                ctx.commit_batch()
            if ctx.attempt == 1 and "c" in batch:
                raise JobFailed("Died")

    run = attempts(declare, job, 2)
    assert run.status == RunStatus.SUCCEEDED
    assert names() == ["a1", "b1", "c1", "d1", "e2", "f2"]
    assert run.set_aside == run.set_aside_rows.count() == 3


def test_a_batch_that_is_not_committed_is_done_again(declare: Declare) -> None:
    @task(name="test.batches", repeatable=True)
    def job(ctx: TaskContext) -> None:
        """Die inside of the second batch."""
        for batch in ctx.iter_batches(list("abcd"), 2):
            with ctx.atomic():
                for letter in batch:
                    Group.objects.create(name=f"{letter}{ctx.attempt}")
                ctx.commit_batch()
                if ctx.attempt == 1 and "c" in batch:
                    raise JobFailed("Died")

    attempts(declare, job, 2)
    assert names() == ["a1", "b1", "c2", "d2"]


def test_a_long_transaction_does_not_cost_the_run_its_lease(declare: Declare) -> None:
    @task(name="test.long")
    def job(ctx: TaskContext) -> bool:
        """Let the lease run out inside a transaction."""
        with ctx.atomic():
            past = timezone.now() - timedelta(hours=1)
            Run.objects.filter(pk=ctx.run_id).update(lease_until=past)
        lease = Run.objects.get(pk=ctx.run_id).lease_until
        assert lease is not None
        return lease > timezone.now()

    assert attempts(declare, job).status == RunStatus.SUCCEEDED
