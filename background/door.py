"""The one door, as the kit sees it: the console puts itself behind it when it starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from background.errors import ConfigError, ValidationFailed
from background.queues import Queue
from background.spec import TaskSpec


@dataclass(frozen=True, kw_only=True)
class Order:
    """How a launch differs from what the task declares: queue, priority, not before when.

    `dry_run` asks for a run of which nothing stays, for tasks that declare it.
    `message_id` is the caller's own name for the launch: the same one gives the same run.
    """

    queue: str | None = None
    priority: int | None = None
    not_before: datetime | None = None
    message_id: str | None = None
    dry_run: bool | None = None

    def __post_init__(self) -> None:
        """Refuse what would be understood wrongly: an unknown queue, a moment without a zone."""
        if self.queue is not None and self.queue not in list(Queue):
            raise ValidationFailed("There is no queue {queue}", queue=self.queue)
        if self.not_before is not None and self.not_before.tzinfo is None:
            raise ValidationFailed("{moment} has no time zone", moment=str(self.not_before))


class Handle(Protocol):
    """What a launch gives back: Celery's AsyncResult is one."""

    @property
    def id(self) -> str: ...

    def get(self, timeout: float | None = None) -> Any: ...


class Door(Protocol):
    """Whoever records and queues runs."""

    def launch(self, spec: TaskSpec, raw: Mapping[str, Any], order: Order) -> Handle: ...

    def run_now(self, spec: TaskSpec, raw: Mapping[str, Any], order: Order) -> Handle: ...

    def result(self, run_id: str) -> Handle: ...


_doors: list[Door] = []


def install(door: Door) -> None:
    """Let launches of the kit go through this door."""
    _doors[:] = [door]


def door() -> Door:
    """Return the installed door; raises ConfigError where nothing is behind it."""
    if not _doors:
        raise ConfigError("No console is installed, so nothing can be queued")
    return _doors[0]
