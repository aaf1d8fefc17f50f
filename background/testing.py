"""A context for tests: the real one, over ports that remember instead of store."""

import asyncio
from collections.abc import Awaitable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import UUID, uuid4

from background.context import TaskContext
from background.datasets import Dataset, Publication, Published
from background.door import Handle, door
from background.ports import Children, Level
from background.results import Control, SetAside
from background.sentences import fill
from background.task import Task


class RememberingPorts:
    """Keeps in memory what a run would store."""

    def __init__(self, now: datetime, *, dry_run: bool = False, folder: Path | None = None) -> None:
        self.moment = now
        self.dry_run = dry_run
        self.folder = folder
        self.lines: list[tuple[Level, str, dict[str, Any]]] = []
        self.steps: list[tuple[int, int | None, str]] = []
        self.attached: dict[str, bytes] = {}
        self.controls: list[Control] = []
        self.quarantined: list[SetAside] = []
        self.shortfalls: list[str] = []
        self.published: dict[str, list[dict[str, Any]]] = {}
        self.days: dict[str, date] = {}
        self.children: list[tuple[str, Mapping[str, Any]]] = []
        self.reached: dict[str, Any] = {}
        self.called: list[str] = []

    def now(self) -> datetime:
        return self.moment

    def log(self, level: Level, message: str, fields: dict[str, Any]) -> None:
        self.lines.append((level, message, fields))

    def progress(self, done: int, total: int | None, step: str) -> None:
        self.steps.append((done, total, step))

    def workdir(self) -> Path:
        self.folder = self.folder or Path(mkdtemp(prefix="run-"))
        return self.folder

    def attach(self, name: str, path: Path) -> None:
        self.attached[name] = path.read_bytes()

    def control(self, control: Control) -> None:
        self.controls.append(control)

    def set_aside(self, rows: Sequence[SetAside]) -> None:
        self.quarantined.extend(rows)

    def incomplete(self, message: str, fields: dict[str, Any]) -> None:
        self.shortfalls.append(fill(message, fields))

    @contextmanager
    def atomic(self) -> Iterator[None]:
        yield

    def publish(self, publications: Sequence[Publication]) -> list[Published]:
        return [self._publish(publication) for publication in publications]

    def refreshed(self, dataset: Dataset, as_of: date) -> None:
        if not self.dry_run:
            self.days[dataset.name] = as_of

    def checkpoint(self) -> dict[str, Any]:
        return self.reached

    def fetched(self, rows: Iterable[Any]) -> list[Any]:
        return list(rows)

    def save_checkpoint(self, value: Mapping[str, Any]) -> None:
        if not self.dry_run:
            self.reached = dict(value)

    def launch_children(
        self, task: str, params: Sequence[Mapping[str, Any]], max_at_once: int
    ) -> Children:
        self.children += [(task, one) for one in params]
        return Children(task, len(params))

    @contextmanager
    def guarded(self, service: str) -> Iterator[None]:
        self.called.append(service)
        yield

    def awaited(self, result: Awaitable[Any]) -> Any:
        return asyncio.run(_coroutine(result))

    def _publish(self, publication: Publication) -> Published:
        name = publication.dataset.name
        before = len(self.published.get(name, []))
        rows = [
            dict(zip(batch.columns, row, strict=True))
            for batch in publication.batches
            for row in batch.rows()
        ]
        if not self.dry_run:
            self.published[name] = rows
        return Published(name, len(rows), before)


async def _coroutine(result: Awaitable[Any]) -> Any:
    return await result


class FakeContext(TaskContext):
    """A TaskContext for tests of jobs; nothing is stored, everything can be looked at.

    With `dry_run` it remembers no publication, day or checkpoint, as a real dry run keeps none.
    """

    ports: RememberingPorts

    def __init__(
        self,
        *,
        task: str = "test.task",
        now: datetime | None = None,
        attempt: int = 1,
        run_id: UUID | None = None,
        workdir: Path | None = None,
        dry_run: bool = False,
    ) -> None:
        super().__init__(
            run_id=run_id or uuid4(),
            task=task,
            attempt=attempt,
            ports=RememberingPorts(now or datetime.now(UTC), dry_run=dry_run, folder=workdir),
            dry_run=dry_run,
        )

    @property
    def controls(self) -> list[Control]:
        """The totals the job recorded."""
        return self.ports.controls

    @property
    def attached(self) -> dict[str, bytes]:
        """The files the job attached, by name."""
        return self.ports.attached

    @property
    def quarantined(self) -> list[SetAside]:
        """The rows the job set aside."""
        return self.ports.quarantined

    @property
    def published(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of every published dataset, by its name."""
        return self.ports.published

    def logged(self, level: Level | str) -> list[str]:
        """Return the lines of one level, filled in."""
        return [fill(text, fields) for at, text, fields in self.ports.lines if at == Level(level)]


def assert_logged(ctx: FakeContext, level: Level, message: str | None = None) -> None:
    """Fail unless a line of that level was logged, containing `message` where one is given."""
    lines = ctx.logged(level)
    if not any(message is None or message in line for line in lines):
        raise AssertionError(f"no {level} line with {message!r} in {lines}")


def assert_logged_info(ctx: FakeContext, message: str | None = None) -> None:
    """Fail unless an information was logged."""
    assert_logged(ctx, Level.INFO, message)


def assert_logged_success(ctx: FakeContext, message: str | None = None) -> None:
    """Fail unless a success was logged."""
    assert_logged(ctx, Level.SUCCESS, message)


def assert_logged_warning(ctx: FakeContext, message: str | None = None) -> None:
    """Fail unless a warning was logged."""
    assert_logged(ctx, Level.WARNING, message)


def assert_logged_error(ctx: FakeContext, message: str | None = None) -> None:
    """Fail unless an error was logged."""
    assert_logged(ctx, Level.ERROR, message)


def run_now(task: Task[..., Any], /, **params: Any) -> Handle:
    """Carry a run through the whole pipeline in this process; return its handle.

    Needs the console behind the door: judged, recorded, claimed, called and written down as a
    worker would. For a dry run hand over `task.using(dry_run=True)`.
    """
    return door().run_now(task.spec, params, task.order)
