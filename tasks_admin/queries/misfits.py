"""Schedules that cannot do what they promise: told before the moment comes, not at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django_celery_beat.models import PeriodicTask

from background import registry
from background.errors import FieldError, InvalidParams, TaskError
from tasks_admin.queries.calendars import Calendars
from tasks_admin.queries.promises import kept, rule_of
from tasks_admin.queries.scheduled_values import scheduled_values
from tasks_admin.services import broker
from tasks_admin.services.sealing import open_stored


@dataclass(frozen=True)
class Misfit:
    """A schedule by name, and what is wrong with it."""

    schedule_id: int
    name: str
    faults: tuple[FieldError, ...]


def misfits(now: datetime) -> Iterator[Misfit]:
    """Yield the schedules that are on and whose task, values or rule do not fit any more."""
    rules = ("crontab", "interval", "clocked", "plan")
    on = PeriodicTask.objects.filter(enabled=True).select_related(*rules).order_by("name")
    calendars = Calendars()
    for one in on.iterator(chunk_size=1000):
        if found := faults(one, now, calendars):
            yield Misfit(one.pk, one.name, found)


def faults(
    schedule: PeriodicTask, now: datetime, calendars: Calendars | None = None
) -> tuple[FieldError, ...]:
    """Return why a schedule could not launch its task at this moment; nothing where it could.

    Whoever asks for many hands over the calendars, so that they are read once.
    """
    try:
        kept(rule_of(schedule), getattr(schedule, "plan", None), calendars or Calendars())
    except InvalidParams as refused:
        return refused.errors
    return value_faults(schedule.task, schedule.args, schedule.kwargs, now)


def value_faults(task: str, args: str, kwargs: str, now: datetime) -> tuple[FieldError, ...]:
    """Return why a task would not take these stored values; nothing where it would."""
    if task not in registry:
        known = broker.knows(task)
        return () if known else (FieldError("task", "There is no task {task}", {"task": task}),)
    try:
        spec = registry.get(task)
        values = scheduled_values(task, args, kwargs)
        spec.read(open_stored(values, spec.params_model), now=now)
    except InvalidParams as refused:
        return refused.errors
    except TaskError as refused:
        return (FieldError("", refused.message, refused.fields),)
    return ()
