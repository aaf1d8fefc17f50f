"""One attempt from claim to outcome: what is recorded, and that it happens once."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery.result import AsyncResult
from django.utils import timezone
from django_celery_results.models import TaskResult

from background import (
    Figure,
    JobFailed,
    Report,
    SetAside,
    Task,
    TaskContext,
    TransientError,
    task,
)
from tasks_admin.models import Attempt, Run, RunLine, RunReport, RunSource, RunStatus
from tasks_admin.services.claiming import claim
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tests.conftest import Declare

pytestmark = pytest.mark.django_db


@pytest.fixture
def carried_out(declare: Declare) -> Callable[..., Run]:
    """Launch a task made of one function, execute it here and return the run."""

    def carry_out(job: Callable[..., object], **options: object) -> Run:
        declared: Task[..., object] = task(name="test.job", **options)(job)  # type: ignore[arg-type]
        declare(declared)
        run = launch("test.job", {}, source=RunSource.COMMAND, publish=False)
        finished = execute(run.pk, worker="here")
        assert finished is not None
        return finished

    return carry_out


def test_a_run_that_works_keeps_its_report_and_celery_can_read_it(
    carried_out: Callable[..., Run],
) -> None:
    def job(ctx: TaskContext) -> Report:
        """Report."""
        ctx.log_info("Read {rows} rows", rows=3)
        ctx.control("Rows", 3, 3)
        return Report(headline="Done", figures=[Figure(label="Rows", value=3)])

    run = carried_out(job)
    assert (run.status, run.ties, run.attempt) == (RunStatus.SUCCEEDED, True, 1)
    report = RunReport.objects.get()
    assert report.result is not None
    assert report.result["figures"][0]["value"] == 3
    assert RunLine.objects.values_list("message", "fields").get() == (
        "Read {rows} rows",
        {"rows": 3},
    )
    result: AsyncResult[Any] = AsyncResult(str(run.pk))
    assert result.get()["headline"] == "Done"
    assert TaskResult.objects.get().task_name == "test.job"


def test_a_control_that_does_not_tie_makes_the_run_partial(
    carried_out: Callable[..., Run],
) -> None:
    def job(ctx: TaskContext) -> None:
        """Count wrongly."""
        ctx.control("Rows", 3, 4)

    run = carried_out(job)
    assert (run.status, run.ties) == (RunStatus.PARTIAL, False)


def test_a_job_that_says_it_is_incomplete_ends_partial(carried_out: Callable[..., Run]) -> None:
    def job(ctx: TaskContext) -> None:
        """Do half."""
        ctx.incomplete("{days} days failed", days=2)

    assert carried_out(job).status == RunStatus.PARTIAL


def test_a_failure_keeps_its_sentence_and_its_traceback(carried_out: Callable[..., Run]) -> None:
    def job(ctx: TaskContext) -> None:
        """Fail."""
        raise JobFailed("No rate for {day}", day="2024-01-02")

    run = carried_out(job)
    assert run.status == RunStatus.FAILED
    assert run.error == {
        "code": "job_failed",
        "message": "No rate for {day}",
        "fields": {"day": "2024-01-02"},
    }
    assert "JobFailed" in RunReport.objects.get().traceback
    assert AsyncResult(str(run.pk)).state == "FAILURE"


def test_a_bug_is_named_as_unexpected(carried_out: Callable[..., Run]) -> None:
    def job(ctx: TaskContext) -> float:
        """Divide."""
        return 1 / 0

    run = carried_out(job)
    assert run.error is not None
    assert (run.error["code"], run.error["fields"]["kind"]) == ("unexpected", "ZeroDivisionError")


def test_a_transient_error_waits_for_its_next_attempt(carried_out: Callable[..., Run]) -> None:
    def job(ctx: TaskContext) -> None:
        """Be unlucky."""
        raise TransientError("{source} is busy", source="erp", retry_after=timedelta(minutes=4))

    run = carried_out(job, retry="standard")
    assert run.status == RunStatus.RETRYING
    assert run.not_before is not None
    assert run.not_before > timezone.now() + timedelta(minutes=3)
    assert Attempt.objects.get().outcome == "retry"


def test_a_transient_error_is_final_when_the_attempts_are_used_up(
    carried_out: Callable[..., Run],
) -> None:
    def job(ctx: TaskContext) -> None:
        """Be unlucky."""
        raise TransientError("busy")

    assert carried_out(job, retry="no_retry").status == RunStatus.FAILED


def test_a_message_that_comes_twice_is_worked_on_once(declare: Declare) -> None:
    calls = []

    @task(name="test.once")
    def once(ctx: TaskContext) -> None:
        """Do it once."""
        calls.append(ctx.attempt)

    declare(once)
    run = launch("test.once", {}, source=RunSource.API, publish=False)
    assert execute(run.pk, worker="a") is not None
    assert execute(run.pk, worker="b") is None
    assert calls == [1]


def test_an_attempt_that_lost_its_run_writes_nothing(declare: Declare) -> None:
    @task(name="test.zombie", repeatable=True)
    def zombie(ctx: TaskContext) -> str:
        """Be overtaken."""
        Run.objects.filter(pk=ctx.run_id).update(status=RunStatus.QUEUED)
        claim(ctx.run_id, worker="another")
        with ctx.atomic():
            written.append("never")
        return "late"

    written: list[str] = []
    declare(zombie)
    run = launch("test.zombie", {}, source=RunSource.API, publish=False)
    execute(run.pk, worker="first")
    run.refresh_from_db()
    assert (run.status, run.worker, run.attempt) == (RunStatus.RUNNING, "another", 2)
    assert written == []
    assert not RunReport.objects.exists()


def test_plain_logging_inside_a_job_lands_in_the_runs_log(
    carried_out: Callable[..., Run],
) -> None:
    def job(ctx: TaskContext) -> None:
        """Log."""
        ctx.logger.warning("disk is %s", "full")
        logging.getLogger("elsewhere").warning("not ours")

    carried_out(job)
    assert [line.fields["text"] for line in RunLine.objects.all()] == ["disk is full"]


def test_lines_logged_in_a_transaction_that_fails_are_kept(
    carried_out: Callable[..., Run],
) -> None:
    def job(ctx: TaskContext) -> None:
        """Fail inside a transaction."""
        with ctx.atomic():
            ctx.log_info("Before the failure")
            raise JobFailed("It failed")

    carried_out(job)
    assert RunLine.objects.get().message == "Before the failure"


def test_attached_files_and_set_aside_rows_stay_with_the_run(
    carried_out: Callable[..., Run], settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]

    def job(ctx: TaskContext) -> None:
        """Keep things."""
        file = ctx.workdir / "rows.csv"
        file.write_text("a;b\n")
        ctx.attach("rows.csv", file)
        ctx.quarantine(
            SetAside(source="erp", row_number=4, column="Fecha", value="x", reason="Not a date")
        )

    run = carried_out(job)
    artifact = run.artifacts.get()
    assert (artifact.name, artifact.size) == ("rows.csv", 4)
    assert (tmp_path / artifact.file.name).read_text() == "a;b\n"
    assert (run.set_aside, run.set_aside_rows.get().reason) == (1, "Not a date")


def test_progress_is_stored_and_shows_on_the_run(carried_out: Callable[..., Run]) -> None:
    def job(ctx: TaskContext) -> None:
        """Progress."""
        ctx.progress(1, 2, step="Reading")
        ctx.progress(2, 2, step="Reading")

    run = carried_out(job)
    assert (run.progress_done, run.progress_total, run.progress_step) == (2, 2, "Reading")
