"""What a context needs from whoever runs the job; the console stores, the fake remembers."""

from collections.abc import Awaitable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from background.batches import Checkpoints
from background.datasets import Dataset, Publication, Published
from background.results import Control, SetAside


@dataclass(frozen=True)
class Children:
    """The answer of `launch_children`, which a job returns to end once its children have."""

    task: str
    count: int


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
