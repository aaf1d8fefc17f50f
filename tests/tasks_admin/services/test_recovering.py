"""Whatever dies, a run is finished by somebody or clearly marked."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from background import TaskContext, task
from tasks_admin.models import Outcome, Run, RunSource, RunStatus
from tasks_admin.services import broker
from tasks_admin.services.claiming import claim
from tasks_admin.services.launching import launch
from tasks_admin.services.recovering import BATCH, LOST_AT_MOST, UNKNOWN_AT_MOST, recover, sweep
from tests.conftest import Declare
from tests.tasks_admin.making import make_run

pytestmark = pytest.mark.django_db


@task(name="test.refresh", repeatable=True)
def refresh(ctx: TaskContext) -> None:
    """May be repeated."""


@task(name="test.send")
def send(ctx: TaskContext) -> None:
    """Must not be repeated."""


LATER = timedelta(minutes=2)


@pytest.fixture(autouse=True)
def channel() -> Iterator[Any]:
    """The broker, whose queue holds nothing any more of what other tests have sent."""
    with current_app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        channel.queue_purge("default")
        yield channel


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(refresh)
    declare(send)


def _abandoned(name: str, attempt: int = 1) -> Run:
    """A run whose workers claimed it, one after the other, and were never seen again."""
    run = launch(name, {}, source=RunSource.API, publish=False)
    for number in range(1, attempt + 1):
        claim(run.pk, worker="gone")
        if number < attempt:
            sweep(timezone.now() + LATER)
    return run


def test_a_repeatable_run_is_queued_again_when_its_lease_runs_out() -> None:
    run = _abandoned("test.refresh")
    sweep(timezone.now() + LATER)
    run.refresh_from_db()
    assert run.status == RunStatus.QUEUED
    assert run.attempts.get().outcome == Outcome.LOST


def test_a_run_that_must_not_be_repeated_is_marked_lost_with_its_worker_named() -> None:
    run = _abandoned("test.send")
    sweep(timezone.now() + LATER)
    run.refresh_from_db()
    assert run.status == RunStatus.LOST
    assert run.error is not None
    assert run.error["fields"]["worker"] == "gone"
    assert run.finished_at is not None


def test_a_run_that_kills_every_worker_is_lost_in_the_end() -> None:
    run = _abandoned("test.refresh", attempt=LOST_AT_MOST)
    sweep(timezone.now() + LATER)
    run.refresh_from_db()
    assert run.status == RunStatus.LOST


def test_a_run_whose_lease_holds_is_left_alone() -> None:
    run = _abandoned("test.refresh")
    assert sweep(timezone.now()) == (0, 0)
    run.refresh_from_db()
    assert run.status == RunStatus.RUNNING


@pytest.mark.parametrize(
    ("published_ago", "publications", "again"),
    [(None, 0, True), (30, 1, False), (61, 1, True), (61, 2, False), (121, 2, True)],
)
def test_a_run_that_nobody_picked_up_is_published_again_with_growing_patience(
    published_ago: int | None, publications: int, again: bool
) -> None:
    run = launch("test.refresh", {}, source=RunSource.API, publish=False)
    now = timezone.now()
    Run.objects.filter(pk=run.pk).update(
        requested_at=now - timedelta(hours=1),
        published_at=now - timedelta(seconds=published_ago) if published_ago else None,
        publications=publications,
    )
    assert sweep(now) == (0, int(again))


def test_a_run_that_waits_for_its_retry_is_not_published_early() -> None:
    run = launch("test.refresh", {}, source=RunSource.API, publish=False)
    now = timezone.now()
    Run.objects.filter(pk=run.pk).update(
        status=RunStatus.RETRYING,
        requested_at=now - timedelta(hours=1),
        not_before=now + timedelta(minutes=1),
    )
    assert sweep(now) == (0, 0)


def test_one_whose_turn_has_come_is_found_among_many_that_wait_patiently() -> None:
    now = timezone.now()
    for _ in range(BATCH + 1):
        make_run(
            RunStatus.QUEUED,
            at=now - timedelta(days=1),
            published_at=now - timedelta(minutes=50),
            publications=12,
        )
    make_run(
        RunStatus.QUEUED,
        at=now - timedelta(minutes=5),
        published_at=now - timedelta(minutes=2),
        publications=1,
    )
    assert sweep(now) == (0, 1)


def test_of_a_long_queue_only_what_it_lacks_is_sent_again_the_oldest_first(channel: Any) -> None:
    runs = [launch("test.refresh", {}, source=RunSource.API, publish=False) for _ in range(4)]
    for run in runs:
        broker.publish(run)
    now = timezone.now() + LATER
    assert sweep(now) == (0, 0)

    channel.basic_get("default", no_ack=True)  # by a worker that is then killed
    assert sweep(now) == (0, 1)
    Run.objects.get(pk=runs[0].pk, publications=2)
    assert sweep(now) == (0, 0)


def test_patience_has_an_end() -> None:
    now = timezone.now()
    for minutes in (59, 61):
        make_run(
            RunStatus.QUEUED,
            at=now - timedelta(days=9),
            published_at=now - timedelta(minutes=minutes),
            publications=300,
        )
    assert sweep(now) == (0, 1)


def test_a_run_whose_task_has_left_the_catalogue_fails_with_a_sentence() -> None:
    now = timezone.now()
    run = make_run(
        RunStatus.QUEUED,
        at=now - timedelta(days=1),
        task_name="test.removed",
        published_at=now - timedelta(minutes=30),
        publications=UNKNOWN_AT_MOST,
    )
    sweep(now)
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert run.error is not None
    assert run.error["fields"] == {"task": "test.removed"}


def test_a_task_that_this_worker_does_not_know_yet_is_published_for_the_others() -> None:
    now = timezone.now()
    run = make_run(RunStatus.QUEUED, at=now - timedelta(minutes=5), task_name="test.brand_new")
    assert sweep(now) == (0, 1)
    run.refresh_from_db()
    assert (run.status, run.publications) == (RunStatus.QUEUED, 1)


def test_a_run_whose_process_was_lost_is_recovered_before_its_lease_ends() -> None:
    run = _abandoned("test.refresh")
    run.refresh_from_db()
    assert recover(run)
    assert not recover(run)
    run.refresh_from_db()
    assert run.status == RunStatus.QUEUED
