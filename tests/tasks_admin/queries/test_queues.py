"""What waits where, who serves it, who works on what."""

from datetime import timedelta
from typing import Any

import pytest

from background import task
from tasks_admin.models import Heartbeat, Run, RunStatus
from tasks_admin.queries.queues import QueueRow, board
from tests.conftest import Declare
from tests.tasks_admin.making import NOW, make_run

pytestmark = pytest.mark.django_db


def reports(
    name: str = "w1", *queues: str, slots: int = 2, ago: timedelta = timedelta(seconds=2)
) -> Heartbeat:
    return Heartbeat.objects.create(
        kind=Heartbeat.Kind.WORKER,
        name=name,
        started_at=NOW - timedelta(hours=2),
        seen_at=NOW - ago,
        queues=list(queues) or ["default"],
        slots=slots,
    )


def waits(minutes: int, **fields: Any) -> Run:
    return make_run(RunStatus.QUEUED, at=NOW - timedelta(minutes=minutes), **fields)


def works(worker: str = "w1", **fields: Any) -> Run:
    return make_run(RunStatus.RUNNING, worker=worker, **fields)


def queue(name: str = "default") -> QueueRow:
    return next(one for one in board(NOW).queues if one.name == name)


def test_every_queue_is_listed_even_an_empty_one() -> None:
    names = [one.name for one in board(NOW).queues]
    assert names == ["cronjobs", "default", "high_priority", "low_priority"]
    assert all(one.waits_for is None and not one.is_served for one in board(NOW).queues)


def test_queues_that_only_a_run_or_only_a_worker_names_are_listed_too() -> None:
    waits(1, queue="reports")
    reports("w1", "night")
    assert {"reports", "night"} <= {one.name for one in board(NOW).queues}


def test_a_queue_tells_those_that_may_start_from_those_that_may_not_yet() -> None:
    waits(9)
    waits(5)
    waits(99, held_back=True)
    waits(98, not_before=NOW + timedelta(minutes=1))
    make_run(RunStatus.RETRYING, at=NOW - timedelta(hours=9), not_before=NOW - timedelta(minutes=7))
    works()
    make_run(RunStatus.RUNNING, children_at_once=2)
    make_run(RunStatus.SUCCEEDED)
    one = queue()
    assert (one.waiting, one.later, one.working) == (3, 2, 1)
    assert one.waits_for == timedelta(minutes=9)
    assert one.is_stuck


def test_a_run_that_was_to_start_later_waits_since_that_moment() -> None:
    waits(90, not_before=NOW - timedelta(minutes=3))
    assert queue().waits_for == timedelta(minutes=3)


def test_a_worker_shows_what_it_works_on_and_whether_it_is_busy() -> None:
    reports("w1", "default", "cronjobs", slots=2)
    first = works(task_name="example.first")
    assert not queue().workers[0].is_busy
    second = make_run(RunStatus.CANCELLING, worker="w1", queue="cronjobs")
    worker = queue("cronjobs").workers[0]
    assert [run.id for run in worker.works_on] == [first.pk, second.pk]
    assert worker.is_busy
    assert queue("cronjobs").is_served


@pytest.mark.parametrize(
    ("ago", "beside_living", "shown"),
    [
        (timedelta(seconds=29), True, "living"),
        (timedelta(seconds=31), True, "silent"),
        (timedelta(hours=23), True, "silent"),
        (timedelta(hours=25), True, "gone"),
        (timedelta(days=30), False, "silent"),
    ],
)
def test_a_worker_that_stopped_reporting_is_shown_as_silent_and_forgotten_after_a_day(
    ago: timedelta, beside_living: bool, shown: str
) -> None:
    reports("w1", ago=ago)
    if beside_living:
        reports("w2", "night")
    names = {
        "living": [one.name for one in queue().workers],
        "silent": [one.name for one in queue().silent],
    }
    assert names == {"living": [], "silent": []} | ({} if shown == "gone" else {shown: ["w1"]})
    silent_for = {one.name: one.silent_for for one in board(NOW).workers}
    if shown == "silent":
        assert silent_for["w1"] == ago


def test_runs_in_hands_that_do_not_report_are_shown_apart() -> None:
    reports("w1")
    works("w1")
    run = works("inline@here")
    assert [row.id for row in board(NOW).elsewhere] == [run.pk]


def test_a_queue_names_its_tasks(declare: Declare) -> None:
    @task(name="example.nightly", title="Nightly", queue="low_priority")
    def nightly(ctx: Any) -> None:
        """Tidy up."""

    declare(nightly)
    assert "Nightly" in queue("low_priority").tasks


def test_however_much_there_is_three_queries_tell_it(django_assert_num_queries: Any) -> None:
    for number in range(5):
        waits(number, queue=f"q{number}")
        works(f"w{number}")
        reports(f"w{number}", f"q{number}")
    with django_assert_num_queries(3):
        board(NOW)
