"""What a schedule hands to its task, as django-celery-beat stores it: JSON texts."""

import json
from typing import Any

from django_celery_beat.models import PeriodicTask

from background import registry
from background.errors import TaskError

REASONS = {
    "values": "The stored values are no JSON object",
    "list": "The stored positional values are no JSON list",
}


def scheduled_values(task: str, args: str, kwargs: str) -> dict[str, Any]:
    """Return the values by parameter; raises TaskError where they cannot be read.

    Positional ones get the names of the task's parameters; those of a Celery task that is no job
    have none and are left out.
    """
    named = _read(kwargs or "{}", dict, REASONS["values"])
    listed = _read(args or "[]", list, REASONS["list"])
    return registry.get(task).named(listed, named) if task in registry else named


def positional_values(schedule: PeriodicTask) -> list[Any]:
    """Return the positional values of a Celery task that is no job; a job has none of its own."""
    if schedule.task in registry:
        return []
    listed: list[Any] = _read(schedule.args or "[]", list, REASONS["list"])
    return listed


def _read(text: str, kind: type[Any], reason: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, kind):
        raise TaskError(reason)
    return value
