"""Schedules for the benchmark: many that wait, and some that are due at one moment."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

TASK = "bench.nothing"
WAITING, DUE = "waiting", "due"
BLOCK = 500


def fill(schedules: int) -> None:
    """Leave exactly so many schedules that wait, due in another month.

    Every hour is meant, so that the stock scheduler has them in memory too. They share crontabs,
    for on SQLite that scheduler cannot load more than a thousand different ones.
    """
    PeriodicTask.objects.all().delete()
    CrontabSchedule.objects.all().delete()
    month = (timezone.now().month + 5) % 12 + 1
    crontabs = CrontabSchedule.objects.bulk_create(
        [
            CrontabSchedule(minute=str(minute), hour="*", month_of_year=str(month))
            for minute in range(60)
        ],
        batch_size=BLOCK,
    )
    PeriodicTask.objects.bulk_create(
        [
            PeriodicTask(name=f"{WAITING}{number}", task=TASK, crontab=crontabs[number % 60])
            for number in range(schedules)
        ],
        batch_size=BLOCK,
    )


def add_due(count: int, wait: timedelta) -> datetime:
    """Add schedules whose first moment is the same, that long from now; return the moment."""
    every, _ = IntervalSchedule.objects.get_or_create(every=1, period="days")
    at = timezone.now() + wait
    PeriodicTask.objects.bulk_create(
        [
            PeriodicTask(name=f"{DUE}{number}", task=TASK, interval=every, start_time=at)
            for number in range(count)
        ],
        batch_size=BLOCK,
    )
    return at
