"""The context's ports, over the database: where a running job's words are kept."""

import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from background import Children, Control, Dataset, Level, Publication, Published, SetAside
from background.errors import Cancelled
from background.ports import Ports
from background.results import jsonable, readable
from tasks_admin.models import Run, RunControl, RunLine, RunStatus, SetAsideRow
from tasks_admin.services import breaking, filing, parenting, publishing
from tasks_admin.services.awaiting import awaited
from tasks_admin.services.claiming import Claim, renew
from tasks_admin.services.fencing import fenced, lost
from tasks_admin.services.foldering import WorkFolder

PROGRESS_EVERY = 0.5
LINES_KEPT = 5_000
SET_ASIDE_KEPT = 10_000


class Host:
    """Stores what one attempt reports. Lines logged inside `atomic` are written after it."""

    commits = True
    """Whether what a job writes inside of `atomic` stays."""

    def __init__(self, claim: Claim, clock: Callable[[], float] = time.monotonic) -> None:
        self.run, self.run_id, self.attempt = claim.run, claim.run.pk, claim.attempt
        self.clock = clock
        self.folder = WorkFolder(claim.run.short_id)
        self.lines = 0
        self.held_lines: list[RunLine] | None = None
        self.reported_at = float("-inf")
        self.step = ""
        self.launched: set[str] = set()
        self.controlled = claim.attempt > 1
        self.shortfall: tuple[str, dict[str, Any]] | None = None

    def ports(self) -> Ports:
        """Return what the job gets hold of."""
        return self

    def watched(self) -> AbstractContextManager[None]:
        """Look at what the job does to the database while it works: nothing to look for here."""
        return nullcontext()

    def now(self) -> datetime:
        return timezone.now()

    def log(self, level: Level, message: str, fields: dict[str, Any]) -> None:
        self.lines += 1
        if self.lines > LINES_KEPT:
            return
        if self.lines == LINES_KEPT:
            level, message = Level.WARNING, "The log ends here: it has {lines} lines"
            fields = {"lines": LINES_KEPT}
        line = RunLine(
            run_id=self.run_id,
            attempt=self.attempt,
            at=timezone.now(),
            level=level,
            message=message,
            fields=readable(fields),
        )
        if self.held_lines is None:
            self._write([line])
        else:
            self.held_lines.append(line)

    def progress(self, done: int, total: int | None, step: str) -> None:
        soon = self.clock() - self.reported_at < PROGRESS_EVERY
        if soon and step == self.step and done != total:
            return
        self.reported_at, self.step = self.clock(), step
        held = Run.objects.held(self.run_id, self.attempt)
        moved = held.filter(status=RunStatus.RUNNING).update(
            progress_done=done,
            progress_total=total,
            progress_step=step[:255],
            version=F("version") + 1,
        )
        if not moved:
            self._stop()

    def workdir(self) -> Path:
        return self.folder.path()

    def attach(self, name: str, path: Path) -> None:
        with fenced(self.run_id, self.attempt):
            filing.keep(self.run_id, self.attempt, name, path)

    def control(self, control: Control) -> None:
        self.controlled = True
        RunControl.objects.create(run_id=self.run_id, ties=control.ties, **control.model_dump())

    def set_aside(self, rows: Sequence[SetAside]) -> None:
        before = Run.objects.values_list("set_aside", flat=True).get(pk=self.run_id)
        SetAsideRow.objects.bulk_create(
            [SetAsideRow(run_id=self.run_id, **row.model_dump()) for row in rows][
                : max(0, SET_ASIDE_KEPT - before)
            ],
            batch_size=500,
        )
        self.run.set_aside += len(rows)
        Run.objects.filter(pk=self.run_id).update(
            set_aside=F("set_aside") + len(rows), version=F("version") + 1
        )

    def incomplete(self, message: str, fields: dict[str, Any]) -> None:
        self.shortfall = (message, fields)
        self.log(Level.WARNING, message, fields)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        if self.held_lines is not None:  # inside of another one, which will write them
            with fenced(self.run_id, self.attempt):
                yield
            return
        self.held_lines = []
        try:
            with fenced(self.run_id, self.attempt):
                yield
                # A long transaction keeps the lease from being renewed beside it.
                renew(self.run_id, self.attempt)
                if not self.commits:
                    transaction.set_rollback(True)
        finally:
            lines, self.held_lines = self.held_lines, None
            self._write(lines)

    def publish(self, publications: Sequence[Publication]) -> list[Published]:
        return publishing.publish(self.run_id, self.attempt, publications)

    def refreshed(self, dataset: Dataset, as_of: date) -> None:
        publishing.refreshed(self.run_id, self.attempt, dataset, as_of)

    def checkpoint(self) -> Mapping[str, Any]:
        kept: Mapping[str, Any] | None = Run.objects.values_list("checkpoint", flat=True).get(
            pk=self.run_id
        )
        return kept or {}

    def fetched(self, rows: Iterable[Any]) -> list[Any]:
        return list(rows)

    def save_checkpoint(self, value: Mapping[str, Any]) -> None:
        with fenced(self.run_id, self.attempt):
            Run.objects.filter(pk=self.run_id).update(checkpoint=jsonable(value))

    def launch_children(
        self, task: str, params: Sequence[Mapping[str, Any]], max_at_once: int
    ) -> Children:
        if task in self.launched:
            raise ValueError(f"A job launches all its runs of {task} at once")
        self.launched.add(task)
        with fenced(self.run_id, self.attempt):
            return parenting.launch_children(self.run, task, params, max_at_once)

    def guarded(self, service: str) -> AbstractContextManager[None]:
        return breaking.guarded(service, self.run_id)

    def awaited(self, result: Awaitable[Any]) -> Any:
        return awaited(result)

    def _write(self, lines: Sequence[RunLine]) -> None:
        RunLine.objects.bulk_create(lines)
        Run.objects.filter(pk=self.run_id).update(version=F("version") + 1)

    def _stop(self) -> None:
        """Say why the run is no longer ours to work on."""
        if Run.objects.held(self.run_id, self.attempt).exists():
            raise Cancelled("Somebody asked the run to stop")
        raise lost(self.run_id)
