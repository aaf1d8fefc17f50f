"""Dry runs: the whole of the work, and nothing of it stays."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import transaction

from background import Children, JobFailed, Publication, TaskContext, db_task, task
from background.door import Order
from background.errors import NotPossible
from background.testing import FakeContext, run_now
from tasks_admin.models import (
    AuditEntry,
    DatasetVersion,
    Run,
    RunControl,
    RunHold,
    RunSource,
    RunStatus,
)
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tasks_admin.services.retrying import retry
from tests.conftest import Declare
from toolbox.rates.dataset import TIPO_CAMBIO
from toolbox.rates.models import ExchangeRate

pytestmark = pytest.mark.django_db
DRY = Order(dry_run=True)
DAY = date(2024, 7, 26)
RATES = pl.DataFrame(
    {
        "TipoCambioFecha": [DAY],
        "TipoCambioCompra": [3.70],
        "TipoCambioVenta": [3.72],
    }
)


@pytest.fixture
def tried(declare: Declare) -> Callable[..., Run]:
    """Carry out a dry run of a job and return it."""

    def carry_out(job: Any, **raw: Any) -> Run:
        declare(job)
        run = launch(job.spec.name, raw, source=RunSource.CODE, order=DRY, publish=False)
        ended = execute(run.pk, worker="here")
        assert ended is not None
        return ended

    return carry_out


def test_what_is_written_is_there_until_it_is_undone(tried: Callable[..., Run]) -> None:
    seen = []

    @task(name="test.dry", dry_run=True)
    def job(ctx: TaskContext) -> int:
        """Write a group."""
        with ctx.atomic():
            Group.objects.create(name="dry")
            with ctx.atomic():
                Group.objects.create(name="inner")
            seen.append(Group.objects.filter(name__in=("dry", "inner")).count())
            ctx.log_info("Written")
        ctx.control("Groups", 1, 1)
        return 1 if ctx.dry_run else 0

    run = tried(job)
    assert (run.status, run.dry_run, run.report.result) == (RunStatus.SUCCEEDED, True, 1)
    assert seen == [2]
    assert not Group.objects.filter(name__in=("dry", "inner")).exists()
    assert [line.message for line in run.lines.all()] == ["Written"]
    assert RunControl.objects.count() == 1


@pytest.mark.parametrize("is_async", [False, True])
def test_a_task_that_is_one_transaction_is_undone_and_has_succeeded(
    tried: Callable[..., Run], is_async: bool
) -> None:
    @db_task("test.dry", dry_run=True)
    def job(ctx: TaskContext) -> None:
        """Write a group."""
        Group.objects.create(name="dry")

    @db_task("test.dry", dry_run=True)
    async def async_job(ctx: TaskContext) -> None:
        """Write a group."""
        await Group.objects.acreate(name="dry")

    run = tried(async_job if is_async else job)
    assert run.status == RunStatus.SUCCEEDED
    assert not Group.objects.filter(name="dry").exists()


@pytest.mark.django_db(transaction=True)
def test_new_versions_are_checked_and_dropped(tried: Callable[..., Run]) -> None:
    @task(name="test.dry", dry_run=True, writes=(TIPO_CAMBIO,))
    def job(ctx: TaskContext) -> int:
        """Publish a rate."""
        [published] = ctx.publish(Publication(TIPO_CAMBIO, [RATES], DAY))
        ctx.refreshed(TIPO_CAMBIO, DAY)
        return published.rows

    run = tried(job)
    assert (run.status, run.report.result) == (RunStatus.SUCCEEDED, 1)
    assert not ExchangeRate.objects.exists()
    assert not DatasetVersion.objects.exists()
    line = run.lines.get()
    assert line.message.startswith("Dry run: {rows} rows of {dataset}")
    assert line.fields["rows"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_version_that_would_be_refused_is_refused(tried: Callable[..., Run]) -> None:
    @task(name="test.dry", dry_run=True, writes=(TIPO_CAMBIO,))
    def job(ctx: TaskContext) -> None:
        """Publish nothing."""
        ctx.publish(Publication(TIPO_CAMBIO, [], DAY))

    run = tried(job)
    assert run.error is not None
    assert (run.status, run.error["code"]) == (RunStatus.FAILED, "publication_refused")


@pytest.mark.parametrize("is_async", [False, True])
def test_what_could_not_be_undone_is_not_done(tried: Callable[..., Run], is_async: bool) -> None:
    def write() -> None:
        with transaction.atomic():
            Group.objects.create(name="dry")

    @task(name="test.dry", dry_run=True)
    def job(ctx: TaskContext) -> None:
        """Write past the context."""
        write()

    @task(name="test.dry", dry_run=True)
    async def async_job(ctx: TaskContext) -> None:
        """Write past the context."""
        ctx.log_info("Writing")
        await sync_to_async(write)()

    run = tried(async_job if is_async else job)
    assert run.error is not None
    assert run.status == RunStatus.FAILED
    assert "only inside of ctx.atomic()" in run.error["message"]
    assert not Group.objects.filter(name="dry").exists()


def test_no_checkpoint_is_kept(tried: Callable[..., Run]) -> None:
    @task(name="test.dry", dry_run=True)
    def job(ctx: TaskContext) -> None:
        """Go through three letters."""
        for _ in ctx.iter_batches("abc", 1):
            ctx.commit_batch()

    assert tried(job).checkpoint is None


def test_a_task_that_cannot_be_tried_is_not(declare: Declare) -> None:
    @task(name="test.wet")
    def job(ctx: TaskContext) -> None:
        """Work."""

    declare(job)
    with pytest.raises(NotPossible, match=r"test\.wet has no dry run"):
        launch("test.wet", {}, source=RunSource.CODE, order=DRY)
    assert not Run.objects.exists()


def test_a_dry_run_is_in_nobodys_way(declare: Declare) -> None:
    @task(name="test.dry", dry_run=True, lock=(), unique=())
    def job(ctx: TaskContext) -> None:
        """Work alone."""

    declare(job)
    first, second = (launch("test.dry", {}, source=RunSource.CODE, order=DRY) for _ in range(2))
    assert first != second
    real = launch("test.dry", {}, source=RunSource.CODE)
    assert list(RunHold.objects.values_list("run", flat=True)) == [real.pk]


def test_the_children_of_a_dry_run_are_dry_runs(declare: Declare) -> None:
    @task(name="test.part", dry_run=True)
    def part(ctx: TaskContext) -> None:
        """Do a part."""

    @task(name="test.dry", dry_run=True)
    def job(ctx: TaskContext) -> Children:
        """Launch a part."""
        return ctx.launch_children("test.part", [{}])

    declare(part)
    declare(job)
    parent = launch("test.dry", {}, source=RunSource.CODE, order=DRY)
    execute(parent.pk, worker="here")
    assert [child.dry_run for child in parent.children.all()] == [True]


def test_a_dry_run_done_again_is_one_too_and_the_audit_says_so(
    declare: Declare, operator: Any
) -> None:
    @task(name="test.dry", dry_run=True)
    def job(ctx: TaskContext) -> None:
        """Fail."""
        raise JobFailed("It failed")

    declare(job)
    run = launch("test.dry", {}, source=RunSource.OPERATOR, user=operator, order=DRY)
    assert AuditEntry.objects.get().details == {"dry_run": True}
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert retry(run, user=operator).dry_run


def test_code_and_tests_ask_for_one_too(declare: Declare) -> None:
    @task(name="test.dry", dry_run=True)
    def job(ctx: TaskContext) -> bool:
        """Tell whether it is one."""
        return ctx.dry_run

    declare(job)
    assert run_now(job.using(dry_run=True)).get(timeout=1) is True
    assert run_now(job).get(timeout=1) is False
    ctx = FakeContext(dry_run=True)
    assert job(ctx)
    assert ctx.publish(Publication(TIPO_CAMBIO, [RATES], DAY))[0].rows == 1
    assert ctx.published == {}
