"""What a context needs from whoever runs the job; the console stores, the fake remembers."""

from collections.abc import Awaitable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from background.batches import Checkpoints
from background.datasets import Dataset, Publication, Published
from background.results import Control, SetAside
from background.sentences import Sentence


@dataclass(frozen=True)
class Children:
    """The answer of `launch_children`, which a job returns to end once its children have."""

    task: str
    count: int


@dataclass(frozen=True)
class Child:
    """How one of the runs that a job launched ended; `result` is what it handed back, as JSON.

    `was_done` says that it did its work, perhaps in part; `was_tried` that it began at all. For
    one that did not do it, `error` says why.
    """

    run_id: UUID
    params: Mapping[str, Any]
    result: Any
    was_done: bool
    was_tried: bool
    error: Sentence | None = None


class Level(StrEnum):
    """How much a log line matters."""

    DEBUG = "debug"
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


class Ports(Checkpoints, Protocol):
    """Where the words and the writes of a running job go."""

    def now(self) -> datetime: ...
    def log(self, level: Level, message: str, fields: dict[str, Any]) -> None: ...
    def progress(self, done: int, total: int | None, step: str) -> None: ...
    def workdir(self) -> Path: ...
    def attach(self, name: str, path: Path) -> None: ...
    def control(self, control: Control) -> None: ...
    def set_aside(self, rows: Sequence[SetAside]) -> None: ...
    def incomplete(self, message: str, fields: dict[str, Any]) -> None: ...
    def atomic(self) -> AbstractContextManager[None]: ...
    def publish(self, publications: Sequence[Publication]) -> list[Published]: ...
    def refreshed(self, dataset: Dataset, as_of: date) -> None: ...
    def launch_children(
        self, task: str, params: Sequence[Mapping[str, Any]], max_at_once: int
    ) -> Children: ...
    def guarded(self, service: str) -> AbstractContextManager[None]: ...
    def awaited(self, result: Awaitable[Any]) -> Any: ...
