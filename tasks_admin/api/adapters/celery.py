"""`/api/celery`: the contract of the tax back office's former system."""

from http import HTTPStatus
from typing import Any

from celery import states
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from pydantic import BaseModel, Field

from background import registry
from background.errors import InvalidParams, NotPossible, UnknownTask
from tasks_admin.access import Right
from tasks_admin.api import problems
from tasks_admin.api.adapters.told import Told, found, parameters, refused, start, tell
from tasks_admin.api.callers import caller_of, needs
from tasks_admin.api.deeds import Mode, retried, stop
from tasks_admin.api.problems import problem
from tasks_admin.queries.active_tasks import active_tasks
from tasks_admin.queries.run_answer import run_answer
from tasks_admin.wording import say

INFO = {
    states.PENDING: "Task is waiting to be executed or doesn't exist",
    states.STARTED: "Task is running",
    states.RETRY: "Task is waiting to be tried again",
    states.REVOKED: "Task was revoked",
}
api = NinjaAPI(urls_namespace="api-celery", docs_url=None, openapi_url=None)


class Order(BaseModel):
    """What to launch."""

    task_type: str
    params: dict[str, Any] = Field(default_factory=dict)


@api.get("/tasks", auth=needs(Right.VIEW))
def tasks(request: HttpRequest) -> list[dict[str, Any]]:
    """Return every task with its parameters."""
    return [
        {
            "task_type": spec.name,
            "name": spec.name,
            "description": say(spec.summary),
            "parameters": parameters(spec),
        }
        for spec in registry
    ]


@api.post("/tasks/launch", auth=needs(Right.LAUNCH), response=dict[str, Any])
def launch(request: HttpRequest, order: Order) -> HttpResponse | dict[str, Any]:
    """Launch a run; 200, as that system answered."""
    try:
        run = start(caller_of(request), registry.get(order.task_type), order.params)
    except UnknownTask as refusal:
        detail = say(refusal.message, refusal.fields)
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "task_not_found", detail)
    except InvalidParams as refusal:
        return refused(refusal)
    return {
        "success": True,
        "task_id": str(run.pk),
        "task_type": run.task_name,
        "status": states.PENDING,
        "message": f"Task {run.task_name} launched successfully",
    }


@api.get("/tasks/{task_id}", auth=needs(Right.VIEW))
def status(request: HttpRequest, task_id: str) -> dict[str, Any]:
    """Return how a task stands, whatever its state."""
    told = tell(task_id, caller_of(request))
    return {
        "task_id": told.task_id,
        "status": told.status,
        "result": told.result,
        "error": told.error,
        "traceback": told.traceback,
        "meta": _meta(told),
    }


@api.delete("/tasks/{task_id}", auth=needs(Right.CANCEL))
def revoke(request: HttpRequest, task_id: str, terminate: bool = False) -> dict[str, Any]:
    """Cancel a task; 200 whatever comes of it, and `message` says what did."""
    run = found(task_id)
    said = {"task_id": task_id, "terminate": terminate}
    if run is None:
        return {**said, "status": "unknown", "message": f"There is no task {task_id}"}
    try:
        stop(caller_of(request), run, Mode.TERMINATE if terminate else Mode.GRACEFUL)
    except NotPossible as refusal:
        ended = run_answer(run).celery_status.lower()
        return {**said, "status": ended, "message": say(refusal.message, refusal.fields)}
    return {**said, "status": "revoked", "message": f"Task {task_id} has been revoked"}


@api.post("/tasks/{task_id}/retry", auth=needs(Right.CANCEL), response=dict[str, Any])
def retry(request: HttpRequest, task_id: str) -> HttpResponse | dict[str, Any]:
    """Launch a failed task again; 400 for one that did not fail."""
    run = found(task_id)
    if run is None:
        return problem(HTTPStatus.NOT_FOUND, "not_found", f"There is no task {task_id}")
    try:
        made = retried(caller_of(request), run, None)
    except NotPossible as refusal:
        detail = say(refusal.message, refusal.fields)
        return problem(HTTPStatus.BAD_REQUEST, refusal.code, detail)
    return {
        "task_id": str(made.pk),
        "retry_of": task_id,
        "message": f"Task {task_id} is tried again as {made.pk}",
        "status": states.PENDING,
        "error": None,
    }


@api.get("/stats", auth=needs(Right.VIEW))
def stats(request: HttpRequest) -> dict[str, Any]:
    """Return workers and what they work on, from what they report: nobody waits for a worker."""
    at_work = active_tasks(timezone.now())
    return {
        "active_tasks": at_work.active,
        "scheduled_tasks": at_work.scheduled,
        "registered_tasks": [spec.name for spec in registry],
        "worker_stats": {
            worker.name: {
                "total": at_work.taken_up.get(worker.name, 0),
                "pool": {"max-concurrency": worker.slots, "processes": []},
                "queues": list(worker.queues),
            }
            for worker in at_work.workers
        },
    }


def _meta(told: Told) -> dict[str, Any] | None:
    if told.status not in INFO:
        return None
    meta: dict[str, Any] = {"info": INFO[told.status]}
    if told.run and told.status == states.STARTED:
        done, total = told.run.progress_done, told.run.progress_total
        meta |= {"hostname": told.run.worker, "done": done, "total": total}
    return meta


problems.install(api)
