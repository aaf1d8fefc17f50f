"""The schedules that whoever reads may see."""

from django.db.models import Q, QuerySet
from django_celery_beat.models import PeriodicTask

from background import registry
from tasks_admin.models.reading import Limits, current


def seen_schedules() -> QuerySet[PeriodicTask]:
    """Return all schedules but those about things that the reader is not to see."""
    schedules: QuerySet[PeriodicTask] = PeriodicTask.objects.all()
    limits = current()
    return schedules.filter(_of(limits)) if limits else schedules


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
