"""What a running job holds in its hand: log, progress, files, controls, and the fenced write."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from background.batches import Batches
from background.clock import today_in
from background.datasets import Dataset, Publication, Published
from background.errors import ConfigError, NotFound, ValidationFailed
from background.measuring import Stats, Timers
from background.ports import Children, Level, Ports
from background.results import RESERVED, Control, Download, SetAside


@dataclass(frozen=True)
class TaskContext:
    """One attempt of one run, as its job sees it.

    Messages are literal templates with named fields, so that operators read them in their own
    language: `ctx.log_info("Read {rows} rows", rows=900)`.

    In a dry run (`dry_run`) nothing stays: `atomic` is undone at its end, `publish` stages and
    checks the new versions and drops them. What a job does elsewhere (a mail, a call that changes
    something) it leaves out itself.
    """

    run_id: UUID
    task: str
    attempt: int
    ports: Ports
    dry_run: bool = False
    stats: Stats = field(default_factory=Stats)
    timers: Timers = field(default_factory=Timers)
    _batches: list[Batches] = field(default_factory=list, init=False, repr=False)

    def now(self) -> datetime:
        """Return the present moment, aware."""
        return self.ports.now()

    def today(self, zone: str) -> date:
        """Return the present day in a time zone such as "America/Lima"."""
        return today_in(zone, self.now())

    @property
    def logger(self) -> logging.Logger:
        """The standard logger of this task; its records land in the run's log too."""
        return logging.getLogger(f"task.{self.task}")

    def log_debug(self, message: str, /, **fields: Any) -> None:
        """Write a line for developers."""
        self.ports.log(Level.DEBUG, message, fields)

    def log_info(self, message: str, /, **fields: Any) -> None:
        """Write a line that tells what happens."""
        self.ports.log(Level.INFO, message, fields)

    def log_success(self, message: str, /, **fields: Any) -> None:
        """Write a line about something achieved."""
        self.ports.log(Level.SUCCESS, message, fields)

    def log_warning(self, message: str, /, **fields: Any) -> None:
        """Write a line that somebody should look at."""
        self.ports.log(Level.WARNING, message, fields)

    def log_error(self, message: str, /, **fields: Any) -> None:
        """Write a line about something that went wrong; raise to end the run."""
        self.ports.log(Level.ERROR, message, fields)

    @property
    def workdir(self) -> Path:
        """A folder for this attempt alone, made when it is first asked for and gone at the end."""
        return self.ports.workdir()

    def progress(self, done: int, total: int | None = None, step: str = "") -> None:
        """Report how far the job is; raises Cancelled when somebody asked it to stop."""
        self.ports.progress(done, total, step)

    def attach(self, name: str, path: Path, label: str = "") -> Download:
        """Keep a file with the run, for operators to download under `name`.

        What this returns, a report may offer as part of its result, called `label`.
        """
        self.ports.attach(name, path)
        return Download(file=name, label=label)

    def control(
        self,
        label: str,
        actual: Decimal | int,
        expected: Decimal | int,
        tolerance: Decimal | int = 0,
        unit: str = "",
    ) -> Control:
        """Record a total that must tie and return it; a run with one that does not is partial."""
        control = Control(
            label=label,
            actual=Decimal(actual),
            expected=Decimal(expected),
            tolerance=Decimal(tolerance),
            unit=unit,
        )
        self.ports.control(control)
        return control

    def quarantine(self, *rows: SetAside) -> None:
        """Set rows aside with their reasons; nothing is lost, the run goes on without them."""
        self.ports.set_aside(rows)

    def incomplete(self, message: str, /, **fields: Any) -> None:
        """Say that the run did part of its work: it ends as partial, with this sentence."""
        self.ports.incomplete(message, fields)

    def atomic(self) -> AbstractContextManager[None]:
        """Open the fenced transaction: it commits only while this attempt still holds the run.

        Everything a job makes permanent goes through here or through `publish`.
        Raises LeaseLost when another worker has taken over, and nothing is written.
        In a dry run it is undone at its end, whatever happened in it.
        """
        return self.ports.atomic()

    def guarded(self, service: str) -> AbstractContextManager[None]:
        """Call an outside service in this block, under the circuit breaker of that name.

        Transient errors that leave the block count against the service, whatever task calls it.
        Raises CircuitOpen while it is left alone: let it pass, and the run is put back until the
        service is tried again, without spending an attempt. Not inside of `atomic`.
        """
        return self.ports.guarded(service)

    def publish(self, *publications: Publication) -> list[Published]:
        """Swap in new versions of datasets, all at once; readers never see half.

        Raises PublicationRefused (empty, or shrunk too much) and LeaseLost; the live tables stay.
        """
        return self.ports.publish(publications)

    def refreshed(self, dataset: Dataset, as_of: date) -> None:
        """Say that a table which the job writes in place is now complete as of that day.

        Only for tables that grow row by row; a table that is made anew is published.
        Raises LeaseLost when another worker has taken over.
        """
        self.ports.refreshed(dataset, as_of)

    def timer(self, name: str) -> AbstractContextManager[None]:
        """Time a block; `ctx.timers.get(name)` tells how long it took."""
        return self.timers.measure(name)

    def iter_batches(self, items: Any, size: int = 20, name: str = "") -> Iterator[list[Any]]:
        """Yield a list or a queryset in batches, beginning after the last committed one.

        Work on each batch inside `ctx.atomic()` and end it with `commit_batch`: then a run that
        is repeated resumes there. A job with several such loops gives each a name, the same in
        every attempt; raises ValueError for a name used twice and for a size below 1.
        """
        if any(batches.name == name for batches in self._batches):
            raise ValueError("Every loop in batches of a job needs a name of its own")
        self._batches.append(Batches(self.ports, name))
        return self._batches[-1].of(items, size)

    def commit_batch(self, name: str | None = None) -> None:
        """Keep, in the same transaction, that a batch is done: of the latest loop, or the named.

        Raises LeaseLost when another worker has taken over.
        """
        for batches in reversed(self._batches):
            if name in (None, batches.name):
                batches.done()
                return

    def launch_children(
        self, task: str, params: Sequence[Mapping[str, Any]], max_at_once: int = 10
    ) -> Children:
        """Launch one run of `task` for each set of parameters, at most so many at once.

        Return what this gives: the parent then ends when its last child has, as succeeded,
        partial or failed. What it tells then is their number, or what the function makes of them
        that the task `concludes` with. Raises InvalidParams, and then no child was launched.
        """
        return self.ports.launch_children(task, params, max_at_once)

    def validate_uuid(self, value: str | UUID, field_name: str = "id") -> UUID:
        """Return the identifier; raises ValidationFailed for a text that is none."""
        try:
            return value if isinstance(value, UUID) else UUID(value)
        except ValueError as error:
            raise ValidationFailed(
                "{field} is no identifier: {value}", field=field_name, value=value
            ) from error

    def not_found_error(self, message: str, /, **fields: Any) -> NotFound:
        """Return, to be raised, that something the job should work on does not exist."""
        return NotFound(message, **fields)

    def validation_error(self, message: str, /, **fields: Any) -> ValidationFailed:
        """Return, to be raised, that a value is not acceptable."""
        return ValidationFailed(message, **fields)

    def config_error(self, message: str, /, **fields: Any) -> ConfigError:
        """Return, to be raised, that a setting is missing or wrong."""
        return ConfigError(message, **fields)

    def success_result(self, **data: Any) -> dict[str, Any]:
        """Return the envelope {status, task_id, ...}; raises ValueError for a reserved name."""
        if taken := RESERVED & set(data):
            raise ValueError(f"{', '.join(sorted(taken))}: reserved in a result")
        return {"status": "success", "task_id": str(self.run_id), **data}
