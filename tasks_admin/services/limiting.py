"""Users who are limited to some things launch no run, and make no schedule, for others."""

from collections.abc import Mapping
from typing import Any

from background import TaskSpec, registry
from background.errors import NotAllowed
from tasks_admin.models.reading import limits_of, place_of
from tasks_admin.queries.targets import BULK_TASK


def place(spec: TaskSpec, params: Mapping[str, Any]) -> str:
    """Return what a run with these values belongs to, as it is stored; empty for nothing."""
    if spec.scope is None:
        return ""
    scope, parameter = spec.scope
    value = params.get(parameter) if parameter else None
    return place_of(scope.name, str(value)) if value is not None else place_of(scope.name)


def check(spec: TaskSpec, params: Mapping[str, Any], user: Any) -> None:
    """Raise NotAllowed where the values are about a thing that the user is not to see."""
    limits = limits_of(user)
    if limits is None or spec.scope is None:
        return
    scope, parameter = spec.scope
    value = params.get(parameter) if parameter else None
    if limits.sees(scope.name, None if value is None else str(value)):
        return
    if value is None:
        raise NotAllowed(
            "{user} may not launch {task}: it works on everything, and this user is limited",
            user=user.get_username(),
            task=spec.name,
        )
    raise NotAllowed(
        "{user} may not launch {task} for {thing}",
        user=user.get_username(),
        task=spec.name,
        thing=str(value),
    )


def check_scheduled(task: str, user: Any) -> None:
    """Raise NotAllowed where a limited user schedules what would know no limits once it fires."""
    if limits_of(user) and (task not in registry or task == BULK_TASK):
        raise NotAllowed(
            "{user} may not schedule {task}: nobody limits it when it starts by itself, "
            "and this user is limited",
            user=user.get_username(),
            task=task,
        )


def check_all_schedules(user: Any) -> None:
    """Raise NotAllowed where a limited user acts on the schedules of everybody."""
    if limits_of(user):
        raise NotAllowed(
            "{user} may not act on all schedules: this user is limited", user=user.get_username()
        )
