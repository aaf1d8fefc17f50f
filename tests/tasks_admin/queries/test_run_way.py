"""The way of a run through its states."""

from datetime import timedelta

import pytest

from tasks_admin.models import Attempt, Outcome, RunStatus
from tasks_admin.queries.run_way import Stop, way
from tests.tasks_admin.making import NOW, make_run

pytestmark = pytest.mark.django_db


def after(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def test_a_run_that_succeeded_at_once() -> None:
    run = make_run(published_at=NOW + after(0.5), publications=1)
    steps = way(run, list(run.attempts.all()))
    assert [(step.stop, step.after) for step in steps] == [
        (Stop.REQUESTED, None),
        (Stop.PUBLISHED, after(0.5)),
        (Stop.STARTED, after(0.5)),
        (Stop.FINISHED, after(12)),
    ]
    assert (steps[2].worker, steps[3].status, steps[3].colour) == ("w1", "succeeded", "good")


def test_a_run_that_waits_for_its_second_attempt() -> None:
    run = make_run(RunStatus.RETRYING, not_before=NOW + after(60))
    run.attempts.update(finished_at=NOW + after(5), outcome=Outcome.RETRY)
    stops = [step.stop for step in way(run, list(run.attempts.all()))]
    assert stops == [Stop.REQUESTED, Stop.STARTED, Stop.ATTEMPT_ENDED, Stop.NEXT_ATTEMPT]


def test_a_run_that_failed_at_its_second_attempt() -> None:
    run = make_run(RunStatus.FAILED, attempt=2, took=after(30))
    run.attempts.update(finished_at=NOW + after(5), outcome=Outcome.RETRY)
    Attempt.objects.create(
        run=run,
        number=2,
        worker="w2",
        started_at=NOW + after(20),
        finished_at=NOW + after(31),
        outcome=Outcome.FAILED,
    )
    steps = way(run, list(run.attempts.all()))
    assert [step.attempt for step in steps] == [0, 1, 1, 2, 0]
    assert (steps[-1].stop, steps[-1].colour) == (Stop.FINISHED, "bad")


def test_a_run_that_waits_has_only_been_requested() -> None:
    run = make_run(RunStatus.QUEUED)
    assert [step.stop for step in way(run, [])] == [Stop.REQUESTED]
