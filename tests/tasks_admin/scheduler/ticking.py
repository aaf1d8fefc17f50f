"""A scheduler on a faked clock: schedules, ticks, and what the ledger says afterwards."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from background import TaskContext, task
from project.celery import app
from tasks_admin.beat import Scheduler
from tasks_admin.models import SchedulePlan, Slot

LIMA, NEW_YORK = ZoneInfo("America/Lima"), ZoneInfo("America/New_York")
MORNING = datetime(2024, 3, 1, 8, 0, tzinfo=LIMA)


@task(name="test.look")
def look(ctx: TaskContext, *, times: int = 1) -> None:
    """Look around."""


def at(clock: time_machine.Traveller, hour: int, minute: int = 0, *, day: int = 1) -> None:
    clock.move_to(MORNING.replace(day=day, hour=hour, minute=minute))


def schedule(cron: str = "0 9 * * *", zone: ZoneInfo = LIMA, **fields: Any) -> PeriodicTask:
    minute, hour, day, month, weekday = cron.split()
    crontab = CrontabSchedule.objects.create(
        minute=minute,
        hour=hour,
        day_of_month=day,
        month_of_year=month,
        day_of_week=weekday,
        timezone=zone,
    )
    given = {"name": "Look", "task": "test.look", "crontab": crontab} | fields
    made: PeriodicTask = PeriodicTask.objects.create(**given)
    return made


def beat() -> Scheduler:
    """A scheduler that has just started and looked once."""
    scheduler = Scheduler(app=app)
    scheduler.tick()
    return scheduler


def ledger() -> list[tuple[str, str]]:
    slots = Slot.objects.order_by("moment")
    return [(f"{slot.moment.astimezone(LIMA):%d %H:%M}", slot.fate) for slot in slots]


def down(clock: time_machine.Traveller, until: int, *, day: int = 1, **plan: Any) -> None:
    """A scheduler works until 08:30, and another one from a later hour."""
    scheduler = beat()
    SchedulePlan.objects.update(**plan)
    at(clock, 8, 30)
    scheduler.tick()
    scheduler.close()
    at(clock, until, day=day)
    beat()
