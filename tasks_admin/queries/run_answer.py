"""A run as programs are told of it: the API, and webhooks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from pydantic import BaseModel, Field

from tasks_admin.models import Run
from tasks_admin.models.status import CELERY_STATES
from tasks_admin.queries.run_rows import title_of
from tasks_admin.wording import say


class Progress(BaseModel):
    """How far a run is; `total` is null where nobody knows the whole."""

    done: int
    total: int | None
    step: str


class Fault(BaseModel):
    """Why a run failed: a stable code, and a sentence in the caller's language."""

    code: str
    message: str
    context: dict[str, Any] = Field(default_factory=dict)


class RunAnswer(BaseModel):
    """One run as lists show it; times are in UTC."""

    id: UUID
    task: str
    title: str
    status: str = Field(description="queued, running, retrying, cancelling, succeeded, …")
    celery_status: str = Field(description="The same in Celery's words")
    is_finished: bool
    source: str
    user: str
    schedule: str
    parent: UUID | None = Field(description="The run that launched it")
    dry_run: bool
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress: Progress
    set_aside: int
    ties: bool | None
    error: Fault | None
    url: str = Field(description="Where the run itself is read")


def run_answer(found: Run) -> RunAnswer:
    """Return a run as lists tell it."""
    return RunAnswer(**run_fields(found))


def run_fields(found: Run) -> dict[str, Any]:
    """Return what a run's answer is made of, its sentences in the language that is active."""
    return {
        "id": found.pk,
        "task": found.task_name,
        "title": say(title_of(found.task_name)),
        "status": found.status,
        "celery_status": CELERY_STATES[found.state],
        "is_finished": found.is_finished,
        "source": found.source,
        "user": found.username,
        "schedule": found.schedule_name,
        "parent": found.parent_id,
        "dry_run": found.dry_run,
        "requested_at": found.requested_at,
        "started_at": found.started_at,
        "finished_at": found.finished_at,
        "progress": Progress(
            done=found.progress_done, total=found.progress_total, step=say(found.progress_step)
        ),
        "set_aside": found.set_aside,
        "ties": found.ties,
        "error": fault(found.error),
        "url": reverse("api-1:run", args=[found.pk]),
    }


def fault(error: Mapping[str, Any] | None) -> Fault | None:
    """Return a stored error in the caller's language."""
    if not error:
        return None
    fields = error.get("fields", {})
    message = say(error.get("message", ""), fields)
    return Fault(code=error.get("code", ""), message=message, context=fields)
