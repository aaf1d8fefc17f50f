"""A service that keeps failing is left alone, by all workers, and tried again by one."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from background import JobFailed, TaskContext, TransientError, task
from tasks_admin.models import Breaker, Outcome, Run, RunSource, RunStatus
from tasks_admin.services import breaking
from tasks_admin.services.claiming import claim
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tests.conftest import Declare

pytestmark = pytest.mark.django_db

BUSY = TransientError("busy")


@task(name="test.call", breaker="sunat", retry="aggressive")
def call(ctx: TaskContext, answer: str = "busy") -> str:
    """Call a service."""
    if answer == "busy":
        raise TransientError("The service is busy")
    if answer == "wrong":
        raise JobFailed("It said no")
    return answer


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(call)


def carried_out(answer: str = "busy", attempts: int = 1) -> Run:
    run = launch("test.call", {"answer": answer}, source=RunSource.CODE)
    for _ in range(attempts):
        execute(run.pk, worker="here")
    run.refresh_from_db()
    return run


def working() -> Run:
    run = launch("test.call", {}, source=RunSource.CODE)
    claim(run.pk, worker="here")
    return run


def opened(now: datetime) -> None:
    for _ in range(breaking.THRESHOLD):
        breaking.failed("sunat", BUSY, now)


def test_five_transient_errors_in_a_row_of_any_runs_open_the_circuit() -> None:
    for _ in range(breaking.THRESHOLD - 1):
        carried_out()
    assert Breaker.objects.get().open_until is None
    carried_out()
    assert Breaker.objects.get().open_until is not None


def test_a_success_in_between_begins_the_count_anew() -> None:
    for answer in ("busy", "busy", "busy", "busy", "fine", "busy"):
        carried_out(answer)
    breaker = Breaker.objects.get()
    assert (breaker.failures, breaker.open_until) == (1, None)


def test_other_errors_say_nothing_about_the_service() -> None:
    for _ in range(breaking.THRESHOLD + 1):
        assert carried_out("wrong").status == RunStatus.FAILED
    assert not Breaker.objects.exists()


def test_a_run_waits_for_an_open_circuit_without_spending_a_try() -> None:
    now = timezone.now()
    opened(now)
    run = carried_out("fine", attempts=3)
    assert (run.status, run.not_before) == (RunStatus.RETRYING, now + breaking.OPEN_FOR)
    assert {attempt.outcome for attempt in run.attempts.all()} == {Outcome.POSTPONED}
    assert run.error is not None
    assert run.error["fields"] == {"breaker": "sunat"}
    assert breaking.reset("sunat")
    execute(run.pk, worker="here")
    run.refresh_from_db()
    assert run.status == RunStatus.SUCCEEDED


def test_one_run_at_a_time_tries_the_service_again_for_as_long_as_it_works() -> None:
    now = timezone.now()
    opened(now)
    probe, other = working(), working()
    later = now + breaking.OPEN_FOR
    assert breaking.wait_until("sunat", probe.pk, later) is None
    for minutes in (0, 1, 10):
        moment = later + timedelta(minutes=minutes, seconds=1)
        assert breaking.wait_until("sunat", other.pk, moment) is not None
    Run.objects.filter(pk=probe.pk).update(status=RunStatus.LOST)
    assert breaking.wait_until("sunat", other.pk, later + timedelta(minutes=10)) is None


def test_the_success_of_the_one_closes_the_circuit_for_all() -> None:
    now = timezone.now()
    opened(now - breaking.OPEN_FOR)
    assert carried_out("fine").status == RunStatus.SUCCEEDED
    assert breaking.wait_until("sunat", working().pk, timezone.now()) is None
    assert Breaker.objects.get().failures == 0


def test_the_failure_of_the_one_opens_the_circuit_again() -> None:
    opened(timezone.now() - breaking.OPEN_FOR)
    carried_out("busy")
    until = Breaker.objects.get().open_until
    assert until is not None
    assert until > timezone.now() + breaking.OPEN_FOR - timedelta(minutes=1)


def test_a_circuit_that_nobody_knows_cannot_be_reset() -> None:
    assert not breaking.reset("nothing")
