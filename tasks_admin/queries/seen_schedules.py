"""The schedules that whoever reads may see, and their moments."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django_celery_beat.models import PeriodicTask

from background import registry
from tasks_admin.models import Slot
from tasks_admin.models.reading import Limits, current


def seen_schedules() -> QuerySet[PeriodicTask]:
    """Return all schedules but those about things that the reader is not to see."""
    schedules: QuerySet[PeriodicTask] = PeriodicTask.objects.all()
    limits = current()
    return schedules.filter(_of(limits)) if limits else schedules


def seen_slots() -> QuerySet[Slot]:
    """Return the moments of all schedules; to a limited reader those of the seen ones alone.

    What a schedule that is gone was about is not known for sure.
    """
    slots = Slot.objects.all()
    return slots.filter(schedule__in=seen_schedules()) if current() else slots


def was_seen(before: Mapping[str, Any] | None) -> bool:
    """Whether the reader might see a schedule that is gone, from what it was when it was removed.

    A limited reader sees none of which that is not known.
    """
    limits = current()
    if limits is None:
        return True
    if before is None or before["task"] not in registry:
        return False
    spec = registry.get(before["task"])
    if spec.scope is None:
        return True
    scope, parameter = spec.scope
    value = before["params"].get(parameter) if parameter else None
    return limits.sees(scope.name, None if value is None else str(value))


def _of(limits: Limits) -> Q:
    """By what stands in their values: an identifier is nothing else by chance."""
    condition = Q()
    for name, values in limits.allowed.items():
        tasks = [spec.name for spec in registry if spec.scope and spec.scope[0].name == name]
        of_things = Q()
        for value in values:
            of_things |= Q(kwargs__contains=value)
        condition &= ~Q(task__in=tasks) | of_things
    return condition
