"""Runs that launch others: so many at once, none twice, and an end that tells how they went."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from background import Child, Children, Report, Task, TaskContext, task
from background.errors import InvalidParams, JobFailed
from background.sentences import fill
from tasks_admin.models import Run, RunReport, RunSource, RunStatus
from tasks_admin.models.status import WAITING
from tasks_admin.queries.run_report import result_of
from tasks_admin.services.cancelling import cancel
from tasks_admin.services.claiming import claim, renew
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tasks_admin.services.parenting import tend
from tasks_admin.services.recovering import sweep
from tasks_admin.services.retrying import retry
from tests.conftest import Declare
from tests.tasks_admin.services.conftest import Committed

pytestmark = pytest.mark.django_db


@task(name="test.child", repeatable=True)
def child(ctx: TaskContext, number: int, ends: str = "succeeded") -> int:
    """Do one part."""
    if ends == "failed":
        raise JobFailed("It failed")
    if ends == "partial":
        ctx.incomplete("Half of it")
    return number


@task(name="test.apart", lock=("number",), when_taken="queue")
def apart(ctx: TaskContext, number: int) -> None:
    """Do one part, once at a time."""


def launching(ends: list[str], *, at_once: int = 2, task_name: str = "test.child") -> Any:
    """A task that launches one run for each of the endings."""

    @task(name="test.parent", repeatable=True)
    def parent(ctx: TaskContext) -> Children:
        """Launch the parts."""
        params: list[dict[str, Any]] = [{"number": n} for n in range(len(ends))]
        if task_name == "test.child":
            params = [{**one, "ends": end} for one, end in zip(params, ends, strict=True)]
        return ctx.launch_children(task_name, params, max_at_once=at_once)

    return parent


@pytest.fixture
def begun(declare: Declare, committed: Committed) -> Any:
    """Launch a parent and carry out its own part; its children wait."""
    declare(child)
    declare(apart)

    def begin(job: Task[..., Any], user: User | None = None) -> Run:
        declare(job)
        run = launch("test.parent", {}, source=RunSource.OPERATOR, user=user)
        with committed():
            execute(run.pk, worker="here")
        run.refresh_from_db()
        return run

    return begin


def carry_out(parent: Run, committed: Committed) -> None:
    """Carry out children that were let go, one after the other, until none is left."""
    while ready := Run.objects.filter(parent=parent, held_back=False, status__in=WAITING).first():
        with committed():
            execute(ready.pk, worker="here")
    parent.refresh_from_db()


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        (["succeeded", "succeeded", "succeeded"], RunStatus.SUCCEEDED),
        (["succeeded", "failed", "succeeded"], RunStatus.PARTIAL),
        (["partial", "partial"], RunStatus.PARTIAL),
        (["failed", "failed", "failed"], RunStatus.FAILED),
        ([], RunStatus.SUCCEEDED),
    ],
)
def test_the_parent_ends_as_its_children_did(
    begun: Any, committed: Committed, ends: list[str], status: RunStatus
) -> None:
    parent = begun(launching(ends))
    carry_out(parent, committed)
    assert (parent.status, parent.attempt) == (status, 1)
    result = RunReport.objects.get(run=parent).result
    assert result is not None
    assert result["children"] == len(ends)
    assert sum(result.values()) == 2 * len(ends)


def test_only_so_many_children_may_work_at_once(begun: Any, committed: Committed) -> None:
    parent = begun(launching(["succeeded"] * 5, at_once=2))
    free = Run.objects.filter(parent=parent, held_back=False)
    assert (parent.status, parent.lease_until) == (RunStatus.RUNNING, None)
    assert [run.publications for run in free] == [1, 1]
    first = free.first()
    assert first is not None
    with committed():
        execute(first.pk, worker="here")
    assert free.filter(status=RunStatus.QUEUED).count() == 2


def test_children_are_asked_for_by_who_asked_for_the_parent(begun: Any, operator: User) -> None:
    parent = begun(launching(["succeeded"]), operator)
    one = Run.objects.get(parent=parent)
    assert (one.username, one.source) == ("operator", RunSource.OPERATOR)


def test_one_wrong_child_and_none_is_launched(declare: Declare) -> None:
    @task(name="test.parent")
    def parent(ctx: TaskContext) -> Children:
        """Launch parts, one of them wrong."""
        return ctx.launch_children("test.child", [{"number": 1}, {"number": "x"}])

    declare(child)
    declare(parent)
    run = launch("test.parent", {}, source=RunSource.CODE)
    execute(run.pk, worker="here")
    error = Run.objects.get().error
    assert error is not None
    assert error["code"] == InvalidParams.code
    sentence = fill(error["message"], error["fields"])
    assert sentence == "Invalid parameters: number: Give a whole number."


def test_a_parent_that_is_repeated_launches_no_child_again(declare: Declare) -> None:
    @task(name="test.parent", repeatable=True)
    def parent(ctx: TaskContext) -> Children:
        """Lose the worker in the middle of it."""
        children = ctx.launch_children("test.child", [{"number": 1}, {"number": 2}])
        if ctx.attempt == 1:
            Run.objects.filter(pk=ctx.run_id).update(status=RunStatus.QUEUED)
        return children

    declare(child)
    declare(parent)
    run = launch("test.parent", {}, source=RunSource.CODE)
    execute(run.pk, worker="lost")
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert (run.status, run.attempt, run.lease_until) == (RunStatus.RUNNING, 2, None)
    assert run.children.count() == 2


def test_a_parent_that_still_works_is_not_ended_by_its_children(
    declare: Declare, committed: Committed
) -> None:
    @task(name="test.parent")
    def parent(ctx: TaskContext) -> Report:
        """Go on working while the children do."""
        ctx.launch_children("test.child", [{"number": 1}])
        with committed():
            tend(ctx.run_id)
        carry_out(Run.objects.get(pk=ctx.run_id), committed)
        return Report(headline="My own words")

    declare(child)
    declare(parent)
    run = launch("test.parent", {}, source=RunSource.CODE)
    with committed():
        execute(run.pk, worker="here")
    run.refresh_from_db()
    assert run.status == RunStatus.SUCCEEDED
    report = RunReport.objects.get(run=run)
    assert report.result is not None
    assert (report.is_report, report.result["headline"]) == (True, "My own words")


def test_children_do_not_wait_for_ever_for_a_parent_that_failed(declare: Declare) -> None:
    @task(name="test.parent")
    def parent(ctx: TaskContext) -> None:
        """Fail after the launch."""
        ctx.launch_children("test.child", [{"number": 1}, {"number": 2}])
        raise JobFailed("It failed")

    declare(child)
    declare(parent)
    run = launch("test.parent", {}, source=RunSource.CODE)
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert {one.status for one in run.children.all()} == {RunStatus.CANCELLED}


def test_the_lease_of_a_parent_is_not_renewed_once_it_waits(begun: Any) -> None:
    parent = begun(launching(["succeeded"]))
    assert not renew(parent.pk, parent.attempt)
    sweep(timezone.now())
    parent.refresh_from_db()
    assert (parent.status, parent.lease_until) == (RunStatus.RUNNING, None)


def test_a_cancelled_parent_takes_its_children_along(
    begun: Any, committed: Committed, operator: User
) -> None:
    parent = begun(launching(["succeeded"] * 3, at_once=1))
    working = Run.objects.get(parent=parent, held_back=False)
    claim(working.pk, worker="here")
    with committed():
        cancel(parent, user=operator)
    states = list(parent.children.order_by("pk").values_list("status", flat=True))
    assert states == [RunStatus.CANCELLING, RunStatus.CANCELLED, RunStatus.CANCELLED]
    with committed():
        cancel_at_once(working)
    parent.refresh_from_db()
    assert parent.status == RunStatus.CANCELLED


def cancel_at_once(run: Run) -> None:
    """The job met the question at its next progress report."""
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(days=1))
    sweep(timezone.now())


def test_children_that_wait_for_a_place_are_not_let_go_together(
    begun: Any, committed: Committed
) -> None:
    @task(name="test.parent")
    def parent(ctx: TaskContext) -> Children:
        """Launch two parts that must not work at once."""
        return ctx.launch_children("test.apart", [{"number": 1}, {"number": 1}], max_at_once=5)

    run = begun(parent)
    first, second = run.children.order_by("pk")
    assert (first.held_back, second.held_back) == (False, True)
    carry_out(run, committed)
    assert run.status == RunStatus.SUCCEEDED


def test_the_runs_of_a_task_are_launched_at_once(declare: Declare) -> None:
    @task(name="test.parent")
    def parent(ctx: TaskContext) -> None:
        """Launch twice."""
        ctx.launch_children("test.child", [{"number": 1}])
        ctx.launch_children("test.child", [{"number": 2}])

    declare(child)
    declare(parent)
    run = launch("test.parent", {}, source=RunSource.CODE)
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED


def test_a_task_tells_its_own_words_about_what_its_children_did(
    begun: Any, committed: Committed
) -> None:
    class Summary(Report):
        """A report that other systems read too."""

        numbers: list[int | None]

    def conclude(children: Sequence[Child]) -> Summary:
        done = [one.result if one.was_done else None for one in children]
        why = [str(one.error) for one in children if one.error]
        return Summary(headline="{why}", fields={"why": why}, numbers=done)

    @task(name="test.parent", concludes=conclude)
    def parent(ctx: TaskContext) -> Children:
        """Launch two parts, one of which fails."""
        params: list[dict[str, Any]] = [{"number": 1}, {"number": 2, "ends": "failed"}]
        return ctx.launch_children("test.child", params, max_at_once=2)

    run = begun(parent)
    carry_out(run, committed)

    result = RunReport.objects.get(run=run).result
    assert result is not None
    assert (result["numbers"], result["fields"]) == ([1, None], {"why": ["It failed"]})
    report = result_of(run).report
    assert report is not None
    assert report.headline == "{why}"

    failed = Run.objects.get(parent=run, status=RunStatus.FAILED)
    with committed():
        retry(failed, user=None)
    Run.objects.filter(retry_of=failed).update(params={"number": 2})
    carry_out(run, committed)
    assert run.status == RunStatus.SUCCEEDED
    again = RunReport.objects.get(run=run).result
    assert again is not None
    assert (again["numbers"], again["fields"]) == ([1, 2], {"why": []})


def test_a_parent_whose_task_fails_to_tell_ends_with_the_count_of_its_children(
    begun: Any, committed: Committed, caplog: pytest.LogCaptureFixture
) -> None:
    def conclude(children: Sequence[Child]) -> None:
        raise ValueError("nothing to tell")

    @task(name="test.parent", concludes=conclude)
    def parent(ctx: TaskContext) -> Children:
        """Launch one part."""
        return ctx.launch_children("test.child", [{"number": 1}])

    run = begun(parent)
    carry_out(run, committed)
    assert run.status == RunStatus.SUCCEEDED
    assert RunReport.objects.get(run=run).result == {"children": 1, "succeeded": 1}
    assert "could not conclude" in caplog.text
