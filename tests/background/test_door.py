"""Celery's words and those of django.tasks all lead through the one door."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from background import ConfigError, TaskContext, TaskSpec, ValidationFailed, door, task
from background.door import Handle, Order
from background.errors import InvalidParams
from background.testing import run_now

LATER = datetime(2030, 1, 1, tzinfo=UTC)


class Answer:
    """What this door gives back."""

    def __init__(self, run_id: str) -> None:
        self.id = run_id

    def get(self, timeout: float | None = None) -> Any:
        return "done"


class RememberingDoor:
    """Keeps what was asked of it."""

    def __init__(self) -> None:
        self.launched: list[tuple[str, dict[str, Any], Order]] = []

    def launch(self, spec: TaskSpec, raw: Mapping[str, Any], order: Order) -> Handle:
        self.launched.append((spec.name, dict(raw), order))
        return Answer("1")

    def run_now(self, spec: TaskSpec, raw: Mapping[str, Any], order: Order) -> Handle:
        return self.launch(spec, raw, order)

    def result(self, run_id: str) -> Handle:
        return Answer(run_id)


@pytest.fixture(autouse=True)
def asked() -> Iterator[RememberingDoor]:
    before, mine = door.door(), RememberingDoor()
    door.install(mine)
    yield mine
    door.install(before)


@task(name="test.greet")
def greet(ctx: TaskContext, name: str, times: int = 1) -> str:
    """Greet."""
    return name * times


@pytest.mark.parametrize(
    "launch",
    [
        lambda: greet.delay(name="Rosa"),
        lambda: greet.delay("Rosa"),
        lambda: greet.enqueue(name="Rosa"),
        lambda: greet.using().enqueue("Rosa"),
        lambda: greet.apply_async(kwargs={"name": "Rosa"}),
        lambda: greet.apply_async(("Rosa",)),
        lambda: run_now(greet, name="Rosa"),
    ],
)
def test_every_way_to_launch_is_the_same_launch(
    launch: Callable[[], Handle], asked: RememberingDoor
) -> None:
    assert launch().get() == "done"
    assert asked.launched == [("test.greet", {"name": "Rosa"}, Order())]


def test_an_order_says_how_this_launch_differs(asked: RememberingDoor) -> None:
    greet.apply_async(
        ("Rosa",), {"times": 2}, eta=LATER, queue="cronjobs", priority=3, task_id="mine"
    )
    greet.using(queue_name="low_priority", priority=1, run_after=LATER).delay("Ana")
    greet.using(queue_name="low_priority", priority=1).apply_async(("Eva",), priority=2)
    whole = Order(queue="cronjobs", priority=3, not_before=LATER, message_id="mine")
    assert asked.launched[0] == ("test.greet", {"name": "Rosa", "times": 2}, whole)
    assert asked.launched[1][2] == Order(queue="low_priority", priority=1, not_before=LATER)
    assert asked.launched[2][2] == Order(queue="low_priority", priority=2)


def test_a_countdown_is_a_moment(asked: RememberingDoor) -> None:
    greet.apply_async(("Rosa",), countdown=60)
    moment = asked.launched[0][2].not_before
    assert moment is not None
    assert timedelta(seconds=55) < moment - datetime.now(UTC) <= timedelta(seconds=60)


@pytest.mark.parametrize(
    ("args", "kwargs", "sentence"),
    [
        (("Rosa", 1, 2), {}, "The task takes 2 values, not 3."),
        (("Rosa",), {"name": "Ana"}, "This value is given twice."),
    ],
)
def test_values_that_have_no_place_are_refused(
    args: tuple[Any, ...], kwargs: dict[str, Any], sentence: str, asked: RememberingDoor
) -> None:
    with pytest.raises(InvalidParams, match=sentence):
        greet.delay(*args, **kwargs)
    assert asked.launched == []


@pytest.mark.parametrize(
    "order",
    [{"queue": "slow"}, {"eta": datetime(2030, 1, 1)}],  # noqa: DTZ001 - that is the fault
)
def test_an_order_that_would_be_misunderstood_is_refused(order: dict[str, Any]) -> None:
    with pytest.raises(ValidationFailed):
        greet.apply_async(("Rosa",), **order)


def test_an_earlier_run_is_found_by_its_id() -> None:
    assert greet.get_result("7").id == "7"


def test_without_a_console_nothing_can_be_queued() -> None:
    before = door._doors.copy()
    door._doors.clear()
    try:
        with pytest.raises(ConfigError, match="No console"):
            greet.delay("Rosa")
    finally:
        door._doors[:] = before
