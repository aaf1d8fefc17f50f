"""What can go wrong with a task, each by its own name.

A message is a literal template with named fields ("{source} sent nothing"), so that the console
can keep the two apart, translate the template and fill it in the reader's language.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from background.sentences import Sentence, fill


class TaskError(Exception):
    """The base of what a job or the kit raises on purpose; do not raise it directly."""

    code: ClassVar[str] = "task_error"
    retriable: ClassVar[bool] = False

    def __init__(self, message: str, /, **fields: Any) -> None:
        # Whoever rebuilds the error from its arguments alone still reads the whole sentence.
        super().__init__(fill(message, fields))
        self.message = message
        self.fields = fields

    @property
    def sentence(self) -> Sentence:
        """What it says, to be told inside of something else."""
        return Sentence(self.message, self.fields)

    def __str__(self) -> str:
        return fill(self.message, self.fields)


class DeclarationError(TaskError):
    """A task, dataset or parameter is declared in a way that cannot work."""

    code = "wrong_declaration"


class JobFailed(TaskError):
    """The job cannot do what it was asked; the sentence says what to do about it."""

    code = "job_failed"


class ValidationFailed(TaskError):
    """A value that reached the job is not acceptable."""

    code = "validation_failed"


class NotFound(TaskError):
    """Something the job was asked to work on does not exist."""

    code = "not_found"


class ConfigError(TaskError):
    """A setting is missing or wrong; trying again will not help."""

    code = "configuration"


class TransientError(TaskError):
    """Something outside did not work this time; a later attempt may.

    `retry_after` is the wait that the other side asked for, if it did.
    """

    code = "transient"
    retriable = True

    def __init__(self, message: str, /, *, retry_after: timedelta | None = None, **fields: Any):
        super().__init__(message, **fields)
        self.retry_after = retry_after


class TimedOut(TaskError):
    """The run took longer than its task allows."""

    code = "timed_out"


class Cancelled(TaskError):
    """Somebody asked the run to stop; raised at the next progress report."""

    code = "cancelled"


class LeaseLost(TaskError):
    """Another worker has taken the run over; this one may not write any more."""

    code = "lease_lost"


class CircuitOpen(TaskError):
    """A service keeps failing and is left alone until a moment; the run waits for that."""

    code = "circuit_open"

    def __init__(self, service: str, until: datetime) -> None:
        super().__init__(
            "{breaker} keeps failing; the run waits until it is tried again", breaker=service
        )
        self.until = until


class PublicationRefused(TaskError):
    """A new version of a dataset was not published; the live one stays."""

    code = "publication_refused"


class AlreadyRunning(TaskError):
    """Another run is in the place that this one would need."""

    code = "already_running"

    def __init__(self, task: str, run_id: UUID) -> None:
        super().__init__(
            "{task} is at it already with these values: run {run}", task=task, run=str(run_id)
        )
        self.run_id = run_id


class NotPossible(TaskError):
    """The run is not in a state in which this can be done."""

    code = "not_possible"


class NotAllowed(TaskError):
    """Whoever asked does not hold the right that the task asks for."""

    code = "not_allowed"


class UnknownTask(TaskError):
    """No task has that name."""

    code = "unknown_task"


class UnknownDataset(TaskError):
    """No dataset has that name."""

    code = "unknown_dataset"


class UnknownBoard(TaskError):
    """No board has that name."""

    code = "unknown_board"


@dataclass(frozen=True)
class FieldError:
    """One judgement on one parameter: its name ("" for the whole) and a sentence template."""

    name: str
    message: str
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> Sentence:
        """The judgement without the name."""
        return Sentence(self.message, self.fields)

    def __str__(self) -> str:
        return str(self.sentence)


class InvalidParams(TaskError):
    """The parameters do not fit the task; `errors` has one sentence for each."""

    code = "invalid_params"

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__(
            "Invalid parameters: {details}",
            details=[
                Sentence("{name}: {reason}", {"name": error.name, "reason": error.sentence})
                for error in self.errors
            ],
        )
