"""A run as one line of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from background import registry
from tasks_admin.models import Run

COLUMNS = (
    "id", "task_name", "status", "source", "username", "schedule_name", "requested_at",
    "started_at", "finished_at", "progress_done", "progress_total", "progress_step", "ties",
    "set_aside", "error", "dry_run",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunRow:
    """What lists show of a run; plain values, so that two answers can be compared."""

    id: UUID
    short_id: str
    task_name: str
    title: str
    status: str
    source: str
    username: str
    schedule_name: str
    requested_at: datetime
    started_at: datetime | None
    duration: timedelta | None
    is_finished: bool
    done: int
    total: int | None
    step: str
    ties: bool | None
    set_aside: int
    dry_run: bool
    error_message: str
    error_fields: str | dict[str, object]


def rows(runs: Iterable[Run]) -> list[RunRow]:
    """Return the runs as rows, in their order."""
    return [_row(run) for run in runs]


def title_of(task_name: str) -> str:
    """Return a task's title; the bare name for a task that is no longer there."""
    return registry.get(task_name).title if task_name in registry else task_name


def _row(run: Run) -> RunRow:
    error = run.error or {}
    return RunRow(
        id=run.pk,
        short_id=run.short_id,
        task_name=run.task_name,
        title=title_of(run.task_name),
        status=run.status,
        source=run.get_source_display(),
        username=run.username,
        schedule_name=run.schedule_name,
        requested_at=run.requested_at,
        started_at=run.started_at,
        duration=run.duration,
        is_finished=run.is_finished,
        done=run.progress_done,
        total=run.progress_total,
        step=run.progress_step,
        ties=run.ties,
        set_aside=run.set_aside,
        dry_run=run.dry_run,
        error_message=error.get("message", ""),
        error_fields=error.get("fields", {}),
    )
