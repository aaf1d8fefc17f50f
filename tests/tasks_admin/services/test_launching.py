"""The one door: a run is recorded whole, or refused and not recorded."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from pydantic import Field

from background import Queue, TaskContext, task
from background.errors import InvalidParams, UnknownTask
from tasks_admin.models import Run, RunSource, RunStatus
from tasks_admin.services.launching import launch
from tests.conftest import Declare

pytestmark = pytest.mark.django_db


@task(name="test.count", queue="low_priority")
def count(ctx: TaskContext, upto: Annotated[int, Field(ge=1)] = 3) -> int:
    """Count."""
    return upto


@pytest.fixture(autouse=True)
def _declared(declare: Declare) -> None:
    declare(count)


def test_a_launched_run_knows_what_was_asked_by_whom_and_waits(operator: User) -> None:
    run = launch("test.count", {"upto": "5"}, source=RunSource.OPERATOR, user=operator)
    stored = Run.objects.get()
    assert stored == run
    assert (stored.params, stored.status, stored.queue) == (
        {"upto": 5},
        RunStatus.QUEUED,
        Queue.LOW_PRIORITY,
    )
    assert (stored.source, stored.username) == (RunSource.OPERATOR, "operator")


@pytest.mark.parametrize(
    ("name", "raw", "refusal"),
    [
        ("test.count", {"upto": 0}, InvalidParams),
        ("test.count", {"downto": 1}, InvalidParams),
        ("test.discount", {}, UnknownTask),
    ],
)
def test_a_refused_launch_records_nothing(
    name: str, raw: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        launch(name, raw, source=RunSource.API)
    assert not Run.objects.exists()


def test_the_same_idempotency_key_gives_the_first_run_again() -> None:
    first = launch("test.count", {}, source=RunSource.OPERATOR, idempotency_key="k")
    again = launch("test.count", {"upto": 9}, source=RunSource.OPERATOR, idempotency_key="k")
    assert again == first
    assert Run.objects.count() == 1


def test_nothing_is_sent_before_the_commit_nor_after_a_rollback(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks() as sent:
        launch("test.count", {}, source=RunSource.API)
    assert len(sent) == 1

    with django_capture_on_commit_callbacks() as sent, pytest.raises(RuntimeError):
        _launch_and_fail()
    assert sent == []
    assert Run.objects.count() == 1


def _launch_and_fail() -> None:
    with transaction.atomic():
        launch("test.count", {}, source=RunSource.API)
        raise RuntimeError("the caller fails after the launch")


def test_runs_sort_in_the_order_of_their_launch() -> None:
    runs = [launch("test.count", {}, source=RunSource.API) for _ in range(20)]
    assert list(Run.objects.order_by("pk")) == runs
