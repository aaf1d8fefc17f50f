"""Each schedule owns the row of its rule: what is done to one never moves another.

django-celery-beat lets schedules share a crontab. Here a row that others use too is left to them,
and the schedule gets one of its own.
"""

from typing import Any

from django.db.models import Model
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
)

from tasks_admin.planning.cron import FIELDS
from tasks_admin.planning.timing import Timing

KINDS: dict[str, type[Any]] = {
    "crontab": CrontabSchedule,
    "interval": IntervalSchedule,
    "clocked": ClockedSchedule,
}
"""The column of a schedule for each kind of rule."""


def own(timing: Timing, schedule: PeriodicTask | None = None) -> dict[str, Any]:
    """Store the rule; return what a schedule's columns of rules are to hold.

    The row that the schedule has alone is changed, so that its number stays.
    """
    kind, values = wanted(timing)
    row = getattr(schedule, kind) if schedule else None
    if row is None or is_shared(row):
        row = KINDS[kind].objects.create(**values)
    else:
        KINDS[kind].objects.filter(pk=row.pk).update(**values)
    return {name: row if name == kind else None for name in (*KINDS, "solar")}


def let_go(row: Model | None) -> None:
    """Remove the row of a rule that no schedule has any more."""
    if row is not None and not users(row).exists():
        row.delete()


def rule_row(schedule: PeriodicTask) -> Model | None:
    """Return the row that holds the rule of a schedule."""
    row: Model | None = schedule.crontab or schedule.interval or schedule.clocked
    return row


def users(row: Model) -> Any:
    """Return the schedules that have this row."""
    return PeriodicTask.objects.filter(**{kind_of(row): row.pk})


def is_shared(row: Model) -> bool:
    """Whether several schedules have this row."""
    return bool(users(row).count() > 1)


def kind_of(row: Model) -> str:
    """Return the column in which schedules have a row of this kind."""
    return next(name for name, model in KINDS.items() if isinstance(row, model))


def wanted(timing: Timing) -> tuple[str, dict[str, Any]]:
    """Return which kind of row holds the rule, and the values of its columns."""
    if timing.at is not None:
        return "clocked", {"clocked_time": timing.at}
    if timing.every is not None:
        return "interval", {"every": timing.every, "period": timing.period}
    fields = dict(zip(FIELDS, timing.cron.split(), strict=True))
    return "crontab", {**fields, "timezone": timing.zone}
