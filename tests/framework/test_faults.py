"""Each known fault of the framework before this one, as a test that it is not ours."""

import logging
import time
from datetime import timedelta
from inspect import iscoroutinefunction
from typing import Annotated, Any

import pytest
from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from celery.result import AsyncResult
from celery.signals import after_task_publish
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.utils import timezone
from pydantic import Field

import background
from background import (
    ConfigError,
    JobFailed,
    Secret,
    TaskContext,
    TransientError,
    ValidationFailed,
    db_task,
    simple_task,
    task,
)
from background.context import TaskContext as RealContext
from background.errors import InvalidParams, TimedOut
from background.queues import Queue
from background.retry import POLICIES
from background.testing import FakeContext, run_now
from tasks_admin.models import Attempt, Breaker, Heartbeat, Outcome, Run, RunSource, RunStatus
from tasks_admin.services import breaking
from tasks_admin.services.claiming import claim
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tasks_admin.services.recovering import LOST_AT_MOST, sweep
from tasks_admin.worker import Pulse
from tests.conftest import Declare

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=2)


def launched(declare: Declare, job: Any, **raw: Any) -> Run:
    declare(job)
    return launch(job.spec.name, raw, source=RunSource.CODE, publish=False)


def ended(declare: Declare, job: Any, **raw: Any) -> Run:
    run = execute(launched(declare, job, **raw).pk, worker="here")
    assert run is not None
    return run


def outcomes(run: Run) -> list[str]:
    return list(run.attempts.order_by("number").values_list("outcome", flat=True))


def test_01_an_async_db_task_is_tried_again_and_really(declare: Declare) -> None:
    calls = []

    @db_task("test.fault")
    async def job(ctx: TaskContext) -> None:
        """Be unlucky."""
        calls.append(ctx.attempt)
        raise TransientError("busy")

    declare(job)
    run = Run.objects.get(pk=run_now(job).id)
    assert calls == [1, 2, 3, 4]
    assert outcomes(run) == ["retry", "retry", "retry", "failed"]


@pytest.mark.parametrize("name", ["standard", "aggressive", "high_priority", "long_running"])
def test_02_the_documented_delays_are_those_that_runs_wait(name: str, declare: Declare) -> None:
    @simple_task("test.fault", retry_policy=name)
    def job(ctx: TaskContext) -> None:
        """Be unlucky."""
        raise TransientError("busy")

    policy = POLICIES[name]
    before = timezone.now()
    run = ended(declare, job)
    assert run.not_before is not None
    assert before + policy.first / 2 <= run.not_before <= timezone.now() + policy.first


@pytest.mark.parametrize("name", ["message", "name", "args", "module", "level", "task", "self"])
def test_03_a_parameter_may_have_any_name(
    name: str, declare: Declare, caplog: pytest.LogCaptureFixture
) -> None:
    namespace: dict[str, Any] = {"__name__": __name__}
    exec(f"def job(ctx, {name}: str) -> str:\n    'Echo.'\n    return {name}", namespace)
    caplog.set_level(logging.DEBUG)
    job = declare(task(name="test.fault")(namespace["job"]))
    handle: Any = run_now(job, **{name: "x"})
    assert handle.get(timeout=1) == "x"
    assert Run.objects.get(pk=job.delay(**{name: "y"}).id).params == {name: "y"}


def test_04_secret_parameters_are_not_logged(
    declare: Declare, caplog: pytest.LogCaptureFixture
) -> None:
    @task(name="test.fault")
    def job(ctx: TaskContext, token: Secret) -> None:
        """Fail with a secret in hand."""
        ctx.log_info("With {token}", token=token)
        raise JobFailed("It failed")

    caplog.set_level(logging.DEBUG)
    run = ended(declare, job, token="hunter2")
    assert "hunter2" not in caplog.text
    assert "hunter2" not in repr([line.fields for line in run.lines.all()])


def test_05_a_result_does_not_overwrite_its_envelope() -> None:
    with pytest.raises(ValueError, match="status: reserved"):
        FakeContext().success_result(status="broken")
    FakeContext().log_success("Done {status}", status="fine")


def test_06_wrong_arguments_are_refused_before_they_are_queued_and_again_by_the_worker(
    declare: Declare,
) -> None:
    @task(name="test.fault")
    def job(ctx: TaskContext, count: Annotated[int, Field(ge=1)]) -> None:
        """Count."""

    declare(job)
    with pytest.raises(InvalidParams):
        job.delay(count=0)
    run = launched(declare, job, count=1)
    Run.objects.filter(pk=run.pk).update(params={"count": 0})
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert run.error is not None
    assert (run.status, run.error["code"]) == (RunStatus.FAILED, "invalid_params")


def test_07_the_documented_way_to_test_a_job_works(declare: Declare) -> None:
    @task(name="test.fault")
    def job(ctx: TaskContext, count: int = 2) -> int:
        """Count."""
        return count

    declare(job)
    assert job(FakeContext(), count=3) == 3
    assert run_now(job, count=3).get(timeout=1) == 3


def test_08_the_context_of_tests_is_the_real_one() -> None:
    ctx = FakeContext()
    own = {name for name in vars(FakeContext) if not name.startswith("_")}
    assert isinstance(ctx, RealContext)
    assert own & set(vars(RealContext)) == set()
    ctx.stats.increment("rows")
    ctx.stats.increment("rows")
    assert ctx.stats.get("rows") == 2


def test_09_a_circuit_breaker_needs_no_construction(declare: Declare) -> None:
    @task(name="test.fault", breaker="new")
    def job(ctx: TaskContext) -> None:
        """Call."""
        raise TransientError("busy")

    ended(declare, job)
    assert Breaker.objects.get(name="new").failures == 1


def test_10_a_breaker_is_shared_counts_what_it_should_and_waits_cost_no_try(
    declare: Declare,
) -> None:
    @task(name="test.fault", breaker="service", retry="standard")
    async def job(ctx: TaskContext) -> None:
        """Call."""
        raise TransientError("busy")

    now = timezone.now()
    for _ in range(breaking.THRESHOLD):
        breaking.failed("service", ConfigError("ours, not theirs"), now)
    assert not Breaker.objects.exists()
    for _ in range(breaking.THRESHOLD):
        breaking.failed("service", ConnectionError("gone"), now)
    run = ended(declare, job)
    assert (run.not_before, outcomes(run)) == (now + breaking.OPEN_FOR, [Outcome.POSTPONED])
    probes = [breaking.wait_until("service", run.pk, now + breaking.OPEN_FOR) for _ in range(2)]
    assert [until is None for until in probes] == [True, False]
    assert breaking.reset("service")


def test_11_two_messages_of_one_id_are_one_run(declare: Declare) -> None:
    calls = []

    @task(name="test.fault", unique=("number",), when_taken="existing")
    def job(ctx: TaskContext, number: int) -> int:
        """Do it once."""
        calls.append(number)
        return number

    declare(job)
    first, second = (job.apply_async((7,), task_id="mine") for _ in range(2))
    assert first.id == second.id == job.delay(7).id
    assert [execute(Run.objects.get().pk, worker=name) is None for name in "ab"] == [False, True]
    assert calls == [7]


def test_12_a_retry_is_no_failure(declare: Declare) -> None:
    @task(name="test.fault", retry="standard")
    def job(ctx: TaskContext) -> None:
        """Be unlucky."""
        raise TransientError("busy")

    run = ended(declare, job)
    attempt = Attempt.objects.get()
    assert (run.status, attempt.outcome, attempt.error_class) == (
        RunStatus.RETRYING,
        Outcome.RETRY,
        "TransientError",
    )
    assert AsyncResult(str(run.pk)).state == "RETRY"
    assert not run.lines.filter(level="error").exists()


def test_13_what_is_too_slow_is_not_tried_again(declare: Declare) -> None:
    @task(name="test.fault", retry="aggressive")
    def job(ctx: TaskContext) -> None:
        """Be interrupted, as by the worker's clock."""
        raise SoftTimeLimitExceeded

    run = ended(declare, job)
    assert run.error is not None
    assert (run.status, run.error["code"]) == (RunStatus.FAILED, TimedOut.code)
    assert outcomes(run) == [Outcome.TIMED_OUT]


def test_14_a_run_that_kills_its_workers_is_not_delivered_for_ever(declare: Declare) -> None:
    @task(name="test.fault", repeatable=True)
    def job(ctx: TaskContext) -> None:
        """Kill the worker."""

    run = launched(declare, job)
    for _ in range(LOST_AT_MOST):
        assert claim(run.pk, worker="gone")
        sweep(timezone.now() + LATER)
    run.refresh_from_db()
    assert (run.status, run.attempt) == (RunStatus.LOST, LOST_AT_MOST)
    assert claim(run.pk, worker="next") is None


@pytest.mark.django_db(transaction=True)
def test_15_no_connection_of_the_parent_is_left_for_its_children() -> None:
    Pulse("w1", ["default"], slots=1)._once()
    assert connection.connection is None
    assert Heartbeat.objects.get().name == "w1"


def test_16_a_batch_is_permanent_with_its_checkpoint_or_not_at_all(declare: Declare) -> None:
    @task(name="test.fault", repeatable=True)
    def job(ctx: TaskContext) -> None:
        """Die in the middle of the second batch."""
        for batch in ctx.iter_batches(["a", "b"], 1):
            with ctx.atomic():
                Group.objects.create(name=batch[0])
                ctx.commit_batch()
                if batch == ["b"]:
                    raise ValidationFailed("No")

    run = ended(declare, job)
    assert run.checkpoint == {"": 1}
    assert Group.objects.filter(name__in="ab").count() == 1


def test_17_nothing_is_sent_before_the_caller_has_committed(
    declare: Declare, django_capture_on_commit_callbacks: Any
) -> None:
    @task(name="test.fault")
    def job(ctx: TaskContext) -> None:
        """Work."""

    declare(job)
    sent: list[str] = []

    @after_task_publish.connect(weak=True)
    def note(headers: dict[str, Any], **_: Any) -> None:
        sent.append(headers["id"])

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        run_id = job.delay().id
        assert sent == []
    assert sent == [run_id]


def test_18_progress_is_on_the_run(declare: Declare) -> None:
    @task(name="test.fault")
    def job(ctx: TaskContext) -> None:
        """Tell how far it is."""
        ctx.progress(3, 10, step="Reading")

    run = ended(declare, job)
    assert (run.progress_done, run.progress_total, run.progress_step) == (3, 10, "Reading")


def test_19_the_context_of_an_error_is_kept(declare: Declare) -> None:
    @task(name="test.fault")
    def job(ctx: TaskContext) -> None:
        """Find nothing."""
        raise ctx.not_found_error("No rate for {day}", day=timezone.now().date())

    ended(declare, job)
    error = Attempt.objects.get().error
    assert error is not None
    assert (error["code"], error["message"]) == ("not_found", "No rate for {day}")
    assert error["fields"] == {"day": timezone.now().date().isoformat()}


def test_20_nobody_holds_messages_that_another_could_work_on() -> None:
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
    assert settings.CELERY_TASK_ACKS_LATE
    routes = current_app.conf.task_routes
    assert routes["toolbox.kpi"]["queue"] in list(Queue)


def test_21_moments_are_aware_and_durations_do_not_follow_the_clock(
    declare: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    @task(name="test.fault")
    def job(ctx: TaskContext) -> float:
        """Measure while the clock of the wall is set back."""
        assert ctx.now().tzinfo is not None
        with ctx.timer("work"):
            monkeypatch.setattr(time, "time", lambda: 0.0)
        return ctx.timers.get("work").total_seconds()

    handle = run_now(declare(job))
    assert 0 <= handle.get(timeout=1) < 5
    run = Run.objects.get(pk=handle.id)
    assert run.finished_at is not None
    assert run.finished_at.tzinfo is not None


def test_22_no_batch_of_nothing_and_no_row_skipped() -> None:
    assert list(FakeContext().iter_batches([])) == []
    for number in range(5):
        User.objects.create(username=f"u{number}")
    seen = []
    for batch in FakeContext().iter_batches(User.objects.filter(is_active=True), 2):
        seen += [user.username for user in batch]
        User.objects.filter(pk__in=[user.pk for user in batch]).update(is_active=False)
    assert seen == [f"u{number}" for number in range(5)]


def test_23_the_kit_has_no_plumbing_in_its_public_names() -> None:
    names = background.__all__
    plumbing = ("loop", "session", "metric", "engine", "get_", "run_with")
    assert [name for name in names if any(word in name.lower() for word in plumbing)] == []
    assert not any(iscoroutinefunction(getattr(background, name)) for name in names)
    assert all(getattr(background, name).__doc__ for name in names if not name.isupper())
