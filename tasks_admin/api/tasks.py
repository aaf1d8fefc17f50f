"""The catalogue."""

from django.http import HttpRequest
from ninja import Router

from background import registry
from tasks_admin.access import Right
from tasks_admin.api import telling
from tasks_admin.api.answers import TaskAnswer
from tasks_admin.api.callers import caller_of, needs

router = Router(tags=["tasks"])


@router.get(
    "",
    response=list[TaskAnswer],
    operation_id="list_tasks",
    summary="All tasks",
    auth=needs(Right.VIEW),
)
def tasks(request: HttpRequest) -> list[TaskAnswer]:
    """Return every task with the JSON Schema of its parameters, by name."""
    return [telling.task(spec, caller_of(request)) for spec in registry]


@router.get(
    "/{name}",
    response=TaskAnswer,
    operation_id="get_task",
    summary="One task",
    auth=needs(Right.VIEW),
)
def task(request: HttpRequest, name: str) -> TaskAnswer:
    """Return one task; 404 `task_not_found` where there is none of that name."""
    return telling.task(registry.get(name), caller_of(request))
