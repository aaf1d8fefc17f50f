"""Why a run waits, as a person would say it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from background.errors import CircuitOpen
from tasks_admin.models import Heartbeat, Run, RunHold, RunStatus
from tasks_admin.queries.waiting import why
from tasks_admin.services.explaining import explained
from tasks_admin.wording import say
from tests.tasks_admin.making import NOW, make_run

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=7)


def words(run: Run) -> list[str]:
    run.refresh_from_db()
    return [say(reason.message, reason.fields) for reason in why(run, NOW)]


def queued(ago: timedelta = timedelta(seconds=5), **fields: Any) -> Run:
    sent: dict[str, Any] = {"published_at": NOW - ago, "publications": 1}
    return make_run(RunStatus.QUEUED, at=NOW - ago, **sent | fields)


def worker(
    name: str = "w1", *, silent: timedelta = timedelta(0), slots: int = 1, works_on: int = 0
) -> None:
    Heartbeat.objects.create(
        kind=Heartbeat.Kind.WORKER,
        name=name,
        started_at=NOW,
        seen_at=NOW - silent,
        queues=["default"],
        slots=slots,
    )
    for number in range(works_on):
        make_run(RunStatus.RUNNING, worker=name, task_name=f"example.{number}")


def nobody() -> None:
    worker("elsewhere")
    Heartbeat.objects.update(queues=["night"])


def two_busy() -> None:
    worker("w1", works_on=1)
    worker("w2", works_on=1)


@pytest.mark.parametrize(
    ("around", "sentence"),
    [
        (lambda: None, "No worker serves the queue default"),
        (nobody, "No worker serves the queue default"),
        (
            lambda: worker(silent=timedelta(minutes=12)),
            "No worker serves the queue default: w1 has been silent for 12 min",
        ),
        (lambda: worker(works_on=1), "The only worker is busy with example.0"),
        (
            lambda: worker(slots=2, works_on=2),
            "The only worker is busy with example.0, example.1",
        ),
        (two_busy, "All 2 workers are busy"),
        (lambda: worker(slots=2, works_on=1), "A worker takes it in a moment"),
    ],
)
def test_a_run_in_a_queue_says_who_is_missing(around: Callable[[], None], sentence: str) -> None:
    around()
    assert words(queued()) == [sentence]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ago": timedelta(minutes=12, seconds=40)}, "Not picked up for 12 min"),
        ({"ago": timedelta(hours=1), "not_before": NOW - timedelta(minutes=2)},
         "Not picked up for 2 min"),
        ({"ago": timedelta(minutes=5), "published_at": None, "publications": 0},
         "The broker could not be reached; the run is sent again by itself"),
    ],
)  # fmt: skip
def test_a_run_that_a_free_worker_does_not_take_says_for_how_long(
    fields: dict[str, Any], sentence: str
) -> None:
    worker()
    assert words(queued(**fields)) == [sentence]


def test_a_run_that_came_back_from_a_lost_worker_counts_from_then() -> None:
    worker()
    run = queued(timedelta(hours=3), attempt=1)
    run.attempts.create(
        number=1, worker="gone", started_at=NOW, finished_at=NOW - timedelta(minutes=3)
    )
    assert words(run) == ["Not picked up for 3 min"]


@pytest.mark.parametrize(("ahead", "said"), [(1, "1 run ahead on"), (2, "2 runs ahead on")])
def test_runs_ahead_are_counted(ahead: int, said: str) -> None:
    worker(works_on=1)
    for number in range(ahead):
        queued(timedelta(minutes=10 + number))
    queued(timedelta(minutes=30), queue="night")
    queued(timedelta(minutes=30), held_back=True)
    queued(timedelta(minutes=30), not_before=SOON)
    run = queued()
    queued(timedelta(seconds=1))
    assert words(run) == [f"{said} default", "The only worker is busy with example.0"]


def test_a_run_behind_a_lock_names_the_one_ahead() -> None:
    ahead = make_run(RunStatus.RUNNING)
    run = queued(held_back=True)
    RunHold.objects.create(run=ahead, key="k", position=0)
    RunHold.objects.create(run=run, key="k", position=1)
    sentence = f"Waits for run {ahead.short_id} to end: example.report works on the same"
    assert words(run) == [sentence]


def test_a_child_that_is_not_its_turn_names_its_parent() -> None:
    parent = make_run(RunStatus.RUNNING, children_at_once=3)
    run = queued(held_back=True, parent=parent)
    queued(parent=parent)
    make_run(parent=parent)
    assert words(run) == [f"Waits its turn: run {parent.short_id} has 3 at work at once"]
    assert words(parent) == ["Waits for 2 of the 3 runs it launched"]


# Lima is five hours behind: 17:07 UTC is 12:07 there.
@pytest.mark.parametrize(
    ("status", "error", "not_before", "sentence"),
    [
        (RunStatus.QUEUED, None, SOON, "Was asked to start at 12:07"),
        (
            RunStatus.QUEUED,
            None,
            NOW + timedelta(days=1),
            "Was asked to start at 2024-07-28 12:00",
        ),
        (
            RunStatus.RETRYING,
            {"code": "transient", "message": "No answer", "fields": {}},
            SOON,
            "Tries again at 12:07; attempt 1 did not succeed",
        ),
        (
            RunStatus.RETRYING,
            explained(CircuitOpen("sbs", NOW)),
            SOON,
            "Held until 12:07: sbs keeps failing and is left alone",
        ),
    ],
)
def test_a_run_with_a_moment_says_it_in_local_time(
    status: RunStatus, error: Any, not_before: Any, sentence: str
) -> None:
    assert words(make_run(status, error=error, not_before=not_before)) == [sentence]


@pytest.mark.parametrize(
    "status", [RunStatus.RUNNING, RunStatus.CANCELLING, RunStatus.SUCCEEDED, RunStatus.FAILED]
)
def test_a_run_that_works_or_has_ended_waits_for_nothing(status: RunStatus) -> None:
    assert words(make_run(status, worker="w1")) == []
