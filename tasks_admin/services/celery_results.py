"""Celery's own row of a run, so that `AsyncResult(run id).get()` works."""

from traceback import format_exception
from typing import Any

from celery import current_app
from django_celery_results.models import TaskResult

from background import registry
from background.secret import masked
from tasks_admin.models import Run
from tasks_admin.models.statements import insert
from tasks_admin.services import joining

CHANGES = ("status", "result", "traceback", "task_kwargs", "worker", "date_started", "date_done")
"""What a later attempt may tell otherwise than the first one did."""


def store(run: Run, state: str, result: Any) -> None:
    """Write the state and the result, or the error, under the run's id: one statement.

    A caller that gave the launch an id of its own finds the same under that id, and so does one
    whose launch was answered with this run.
    """
    for task_id in joining.names_of(run):
        insert(_row(run, task_id, state, result), by="task_id", changes=CHANGES)


def _row(run: Run, task_id: str, state: str, result: Any) -> TaskResult:
    backend: Any = current_app.backend
    content_type, encoding, content = backend.encode_content(backend.encode_result(result, state))
    known = run.task_name in registry
    shown = masked(run.params, registry.get(run.task_name).params_model) if known else {}
    return TaskResult(
        task_id=task_id,
        task_name=run.task_name,
        task_args=_encoded([]),
        task_kwargs=_encoded(shown),
        status=state,
        worker=run.worker[:100],
        content_type=content_type,
        content_encoding=encoding,
        result=content,
        traceback="".join(format_exception(result)) if isinstance(result, Exception) else None,
        meta=_encoded({"children": []}),
        date_started=run.started_at,
    )


def _encoded(value: Any) -> str:
    backend: Any = current_app.backend
    text: str = backend.encode_content(value)[2]
    return text
