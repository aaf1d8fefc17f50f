"""How long a task takes, and how long a run will still take."""

from datetime import timedelta

import pytest

from tasks_admin.models import RunStatus
from tasks_admin.queries import typical
from tests.tasks_admin.making import NOW, make_run


def seconds(number: float | None) -> timedelta | None:
    return None if number is None else timedelta(seconds=number)


@pytest.mark.parametrize(
    ("done", "total", "usual", "left"),
    [
        (0, None, None, None),
        (0, None, 60, 50),
        (0, None, 5, None),  # it is already slower than usual: no promise
        (1, 100, 60, 50),  # too early to trust its own rate
        (50, 100, 60, 10),
        (100, 100, 60, 0),
        (0, 0, None, None),
    ],
)
def test_what_is_left_of_a_run_that_has_worked_ten_seconds(
    done: int, total: int | None, usual: float | None, left: float | None
) -> None:
    answer = typical.remaining(
        started_at=NOW - timedelta(seconds=10),
        done=done,
        total=total,
        usual=seconds(usual),
        now=NOW,
    )
    assert answer == seconds(left)


def test_nothing_is_said_of_a_run_that_has_not_started() -> None:
    usual = timedelta(minutes=1)
    assert typical.remaining(started_at=None, done=0, total=9, usual=usual, now=NOW) is None


@pytest.mark.django_db
def test_only_the_last_successes_count() -> None:
    make_run(RunStatus.FAILED, took=timedelta(hours=1))
    make_run(RunStatus.RUNNING)
    make_run(task_name="example.other", took=timedelta(hours=1))
    for took in (10, 30, 20):
        make_run(took=timedelta(seconds=took))
    assert typical.middle(typical.durations("example.report")) == timedelta(seconds=20)
    assert typical.middle([]) is None
