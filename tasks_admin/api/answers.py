"""What the API answers about tasks and runs: the shapes that OpenAPI shows."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from tasks_admin.queries.run_answer import Fault, RunAnswer


class WrongValue(BaseModel):
    """One value that is not acceptable: the way to it, and a sentence."""

    loc: list[str | int]
    msg: str
    type: str


class Problem(BaseModel):
    """A refusal, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable: rely on this one")
    detail: str = Field(description="A sentence in the caller's language")
    errors: list[WrongValue] = Field(default_factory=list)
    run: UUID | None = Field(None, description="The run that is in the way")


class TaskAnswer(BaseModel):
    """One task; `parameters` is the JSON Schema of what a launch takes as `params`."""

    name: str
    slug: str
    title: str
    summary: str
    description: str
    area: str
    queue: str
    priority: int
    tags: list[str]
    retries: int = Field(description="How often a failed run is tried again by itself")
    repeatable: bool
    destructive: bool
    dry_run: bool
    time_limit_seconds: float
    soft_time_limit_seconds: float
    datasets: list[str]
    may_launch: bool
    parameters: dict[str, Any]


class Control(BaseModel):
    """One total that must tie."""

    label: str
    actual: Decimal
    expected: Decimal
    tolerance: Decimal
    unit: str
    ties: bool


class AttemptAnswer(BaseModel):
    """One try at a run."""

    number: int
    worker: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    error: Fault | None


class RunDetailAnswer(RunAnswer):
    """One run with what came of it; `traceback` only for those who may read it."""

    params: dict[str, Any]
    queue: str
    priority: int
    not_before: datetime | None
    retry_of: UUID | None
    kept: bool = Field(description="Whether it is never removed")
    children: dict[str, int] = Field(description="How many child runs are in which state")
    attempts: list[AttemptAnswer]
    controls: list[Control]
    result: Any = None
    traceback: str | None = None


class RunPageAnswer(BaseModel):
    """Some runs, newest first; `older` and `newer` are cursors, null where there are no more."""

    runs: list[RunAnswer]
    older: UUID | None
    newer: UUID | None


class LineAnswer(BaseModel):
    """One line of a run's log."""

    id: int
    at: datetime
    attempt: int
    level: str
    message: str
    fields: dict[str, Any]


class LinesAnswer(BaseModel):
    """Lines in their order; ask on with `after=last`."""

    lines: list[LineAnswer]
    last: int


class FileAnswer(BaseModel):
    """One file of a run."""

    id: int
    name: str
    size: int
    sha256: str
    created_at: datetime
    url: str
