"""What comes next by itself, from django-celery-beat's schedules."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from celery.schedules import ParseException
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from tasks_admin.queries.run_rows import title_of

HOUSEKEEPING = "celery."


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One schedule and when it fires next.

    Its rhythm is `cron` (five fields, in `zone`) or `every`; neither for other kinds.
    """

    schedule: str
    task_name: str
    title: str
    at: datetime
    cron: str
    zone: str
    every: timedelta | None


def upcoming(now: datetime, *, limit: int = 8) -> list[Upcoming]:
    """Return the enabled schedules that fire next, soonest first, with one query.

    Schedules by the sun are left out: their times need a library that the console does without.
    One whose rule cannot be read is left out too; the scheduler says so in its own log.
    """
    schedules = PeriodicTask.objects.filter(enabled=True, solar=None).select_related(
        "interval", "crontab", "clocked"
    )
    live = [schedule for schedule in schedules if _is_live(schedule, now)]
    found = [one for schedule in live if (one := _upcoming(schedule, now))]
    return sorted(found, key=lambda one: (one.at, one.schedule))[:limit]


def _is_live(schedule: PeriodicTask, now: datetime) -> bool:
    """Whether it will fire again; Celery's own housekeeping is nobody's business here."""
    expired = schedule.expires is not None and schedule.expires <= now
    fired = schedule.one_off and schedule.last_run_at is not None
    return not (expired or fired or schedule.task.startswith(HOUSEKEEPING))


def _upcoming(schedule: PeriodicTask, now: datetime) -> Upcoming | None:
    crontab, interval = schedule.crontab, schedule.interval
    try:
        at = _fires_at(schedule, now)
    except (ParseException, ValueError):
        return None
    return Upcoming(
        schedule=schedule.name,
        task_name=schedule.task,
        title=title_of(schedule.task),
        at=at,
        cron=_expression(crontab) if crontab else "",
        zone=str(crontab.timezone) if crontab else "",
        every=timedelta(**{interval.period: interval.every}) if interval else None,
    )


def _expression(crontab: CrontabSchedule) -> str:
    parts = (
        crontab.minute,
        crontab.hour,
        crontab.day_of_month,
        crontab.month_of_year,
        crontab.day_of_week,
    )
    return " ".join(parts)


def _fires_at(schedule: PeriodicTask, now: datetime) -> datetime:
    """When it is due: an interval counts from its last run, a calendar rule from now."""
    if schedule.clocked:
        moment: datetime = schedule.clocked.clocked_time
        return moment
    start = max(now, schedule.start_time) if schedule.start_time else now
    counted_from = (schedule.last_run_at or start) if schedule.interval else start
    rule = schedule.schedule
    # Celery's rules ask their own clock; they are given ours.
    rule.nowfun = lambda: now
    due: timedelta = rule.remaining_estimate(counted_from.astimezone(getattr(rule, "tz", None)))
    return now + max(due, timedelta(0))
