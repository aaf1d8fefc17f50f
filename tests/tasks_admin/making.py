"""Rows for tests of pages and queries, and a task with every kind of parameter."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from background import TODAY, TaskContext, relative_day, task
from tasks_admin.models import Attempt, Run, RunSource, RunStatus
from tasks_admin.queries.run_ids import first_at

NOW = datetime(2024, 7, 27, 17, 0, tzinfo=UTC)
serial = iter(range(1, 1_000_000))


@task(name="example.report", title="Example report", repeatable=True)
def example_report(
    ctx: TaskContext,
    as_of: Annotated[date, relative_day("America/Lima"), Field(description="Last day")] = TODAY,
    rules: Literal["current", "legacy"] = "current",
    limit: Annotated[int, Field(ge=1, le=10, title="How many")] = 5,
    dry: bool = True,
    names: Annotated[list[str], Field(max_length=2)] = [],  # noqa: B006 - pydantic copies it
) -> dict[str, Any]:
    """Report something.

    In several words.
    """
    return {"as_of": as_of, "rules": rules, "limit": limit, "dry": dry, "names": names}


@task(name="example.guarded", permission="tasks_admin.view_traceback")
def example_guarded(ctx: TaskContext, code: str) -> None:
    """Do what not everybody may."""


def make_run(
    status: RunStatus = RunStatus.SUCCEEDED,
    *,
    at: datetime = NOW,
    took: timedelta = timedelta(seconds=12),
    **fields: Any,
) -> Run:
    """Store a run as it stands in that state, its id as old as its request."""
    started = at + timedelta(seconds=1)
    worked = status not in (RunStatus.QUEUED, RunStatus.SKIPPED)
    values: dict[str, Any] = {
        "id": type(first_at(at))(int=first_at(at).int + next(serial)),
        "task_name": "example.report",
        "params": {"as_of": "2024-07-27", "rules": "legacy", "limit": 7, "dry": False, "names": []},
        "source": RunSource.OPERATOR,
        "username": "rosa",
        "queue": "default",
        "status": status,
        "requested_at": at,
        "attempt": int(worked),
        "started_at": started if worked else None,
        "finished_at": started + took if worked and status.is_finished else None,
    }
    run = Run.objects.create(**values | fields)
    if worked:
        Attempt.objects.create(run=run, number=1, worker="w1", started_at=started)
    return run
