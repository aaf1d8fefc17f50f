"""An `async def` job has all that another has: the context, the database, one transaction."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group

from background import JobFailed, TaskContext, TransientError, db_task, task
from background.testing import run_now
from tasks_admin.models import Run, RunStatus
from tests.conftest import Declare

pytestmark = pytest.mark.django_db(transaction=True)


def ended(declare: Declare, job: Any) -> Run:
    declare(job)
    return Run.objects.get(pk=run_now(job).id)


def test_an_async_job_uses_context_and_database_as_any_other(declare: Declare) -> None:
    @task(name="test.async")
    async def job(ctx: TaskContext) -> int:
        """Use everything."""
        await asyncio.sleep(0.01)
        ctx.log_info("Slept")
        ctx.progress(1, 2)
        with ctx.atomic():
            await Group.objects.acreate(name="awaited")
        for batch in ctx.iter_batches(Group.objects.filter(name="awaited")):
            ctx.log_info("{name}", name=batch[0].name)
        names = await asyncio.gather(*(sync_to_async(str)(n) for n in range(3)))
        return len(names)

    run = ended(declare, job)
    assert (run.status, run.error) == (RunStatus.SUCCEEDED, None)
    assert Group.objects.filter(name="awaited").count() == 1
    assert run.lines.count() == 2


def test_all_that_an_async_db_task_writes_is_undone_when_it_fails(declare: Declare) -> None:
    @db_task("test.async")
    async def job(ctx: TaskContext) -> None:
        """Fail after writing."""
        await Group.objects.acreate(name="awaited")
        ctx.log_info("Written")
        raise JobFailed("It failed")

    run = ended(declare, job)
    assert run.status == RunStatus.FAILED
    assert not Group.objects.filter(name="awaited").exists()
    assert run.lines.get().message == "Written"


def test_an_async_job_is_tried_again_as_any_other(declare: Declare) -> None:
    calls = []

    @task(name="test.async", retry="standard")
    async def job(ctx: TaskContext) -> int:
        """Succeed at the third attempt."""
        calls.append(ctx.attempt)
        await asyncio.sleep(0)
        if ctx.attempt < 3:
            raise TransientError("busy")
        return ctx.attempt

    run = ended(declare, job)
    assert (run.status, calls) == (RunStatus.SUCCEEDED, [1, 2, 3])
