"""Two schedulers, as in a shared installation: each moment of a schedule becomes one run."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from background import TaskContext, task
from project.celery import app
from tasks_admin.beat import Scheduler
from tasks_admin.models import Run
from tests.conftest import Declare

NOON = datetime(2024, 7, 27, 12, 0, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)  # a scheduler closes its connections


@task(name="test.look")
def look(ctx: TaskContext) -> None:
    """Look around."""


def schedule(**when: Any) -> None:
    last = NOON - timedelta(minutes=30)
    PeriodicTask.objects.create(name="Look", task="test.look", last_run_at=last, **when)


def fire(seconds: float, schedulers: list[Scheduler]) -> None:
    """Let each scheduler find its own copy of the entry due, a little after the other."""
    for number, scheduler in enumerate(schedulers):
        with time_machine.travel(NOON + timedelta(seconds=seconds + number), tick=False):
            scheduler.apply_async(scheduler.schedule["Look"])


@pytest.fixture
def two() -> Iterator[list[Scheduler]]:
    schedulers = [Scheduler(app=app) for _ in range(2)]
    yield schedulers
    for scheduler in schedulers:
        scheduler._finalize.cancel()  # it would save its entries when Python ends


def test_a_moment_of_a_crontab_that_two_schedulers_see_is_one_run(
    declare: Declare, two: list[Scheduler]
) -> None:
    declare(look)
    schedule(crontab=CrontabSchedule.objects.create(minute="0", hour="*", timezone="UTC"))
    fire(0, two)
    assert Run.objects.get().schedule_name == "Look"
    fire(3600, two)
    assert Run.objects.count() == 2


def test_an_interval_that_two_schedulers_count_is_one_run(
    declare: Declare, two: list[Scheduler]
) -> None:
    declare(look)
    schedule(interval=IntervalSchedule.objects.create(every=10, period="minutes"))
    fire(0, two)
    assert Run.objects.count() == 1
    fire(600, two)
    assert Run.objects.count() == 2
