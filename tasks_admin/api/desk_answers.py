"""What is asked of the desk for rows set aside, and what it answers."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from tasks_admin.models import SetAsideCase
from tasks_admin.queries.desk import DeskFilter
from tasks_admin.services.deciding import NOTE_LENGTH
from tasks_admin.wording import say

MOST_AT_ONCE = 1_000
Standing = Literal["open", "fixed", "ignored", "solved"]
Name = Field("", max_length=191)


class Group(BaseModel):
    """What names a group of rows: the task and source that have them, and their fault."""

    model_config = ConfigDict(extra="forbid")

    task: str = Name
    source: str = Name
    reason: str = Field("", max_length=255, description="As the answer has it in `reason`")

    def filter(self, status: Standing = "open", dataset: str = "") -> DeskFilter:
        """Return it as the desk's own filter."""
        return DeskFilter(status, self.task, dataset, self.source, self.reason)


class Asked(Group):
    """Which rows; what is left out asks for nothing."""

    status: Standing = "open"
    dataset: str = Name


class AskedRows(Asked):
    """Which rows, and from where on."""

    after: int | None = Field(None, ge=0, le=2**63 - 1, description="`after` of an answer")


class GroupAnswer(BaseModel):
    """The rows of one task and source that have the same fault; `fault` is it in words."""

    task: str
    title: str
    source: str
    reason: str
    fault: str
    count: int
    first_at: datetime
    last_at: datetime


class GroupsAnswer(BaseModel):
    """The groups, the largest first, and how many rows there are of each status."""

    groups: list[GroupAnswer]
    statuses: dict[str, int]


class CaseAnswer(BaseModel):
    """One row: where it stood and what it held, how often it came, and what was decided on it."""

    id: int
    status: str
    task: str
    source: str
    reason: str
    fault: str
    row_number: int
    column: str
    key: str
    value: str | None
    row: Any
    seen: int = Field(description="How many runs met it")
    first_at: datetime
    last_at: datetime
    run: UUID | None = Field(description="The run that met it last")
    note: str
    user: str
    decided_at: datetime | None
    solved_by: UUID | None


class CasesAnswer(BaseModel):
    """Some rows, the oldest first; go on with `after`."""

    rows: list[CaseAnswer]
    after: int | None


class Decision(BaseModel):
    """What becomes of these rows, or of the whole group, and why."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal["fixed", "ignored", "open"]
    note: str = Field(min_length=1, max_length=NOTE_LENGTH)
    rows: list[int] = Field(default_factory=list, max_length=MOST_AT_ONCE)
    group: Group | None = Field(None, description="All rows of a group, instead of `rows`")
    status: Standing = Field("open", description="Of the group, only rows that stand so")


class Decided(BaseModel):
    """How many rows were marked; those that stood so already, or are solved, were not."""

    count: int


def case(one: SetAsideCase) -> CaseAnswer:
    """Return a row as the API tells it."""
    return CaseAnswer(
        id=one.pk,
        status=one.status,
        task=one.task_name,
        source=one.source,
        reason=one.reason,
        fault=say(one.reason),
        row_number=one.row_number,
        column=one.column,
        key=one.key,
        value=one.value,
        row=one.row,
        seen=one.seen,
        first_at=one.first_at,
        last_at=one.last_at,
        run=one.last_run_id,
        note=one.note,
        user=one.username,
        decided_at=one.decided_at,
        solved_by=one.solved_by_id,
    )
