"""Schedules as promises: their rule, their policies, and the moments they answer for."""

import hashlib
import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django_celery_beat.models import PeriodicTask

from background.errors import InvalidParams
from tasks_admin.models import SchedulePlan
from tasks_admin.planning.cron import FIELDS, cron_of
from tasks_admin.planning.rules import EPOCH, Calendar, Every, Moment, Never, Once, Rule

logger = logging.getLogger(__name__)

SHORTEST = timedelta(seconds=1)
JUST_BEFORE = timedelta(microseconds=1)
PERIODS = ("days", "hours", "minutes", "seconds", "microseconds")


@dataclass(frozen=True, slots=True)
class Promise:
    """One enabled schedule, as the scheduler holds it in memory.

    `cron` is the five fields of a crontab, else empty; `fingerprint` tells its rule from another;
    `start` and `end` bound its moments.
    """

    schedule_id: int
    name: str
    task: str
    args: str
    kwargs: str
    queue: str
    priority: int | None
    one_off: bool
    cron: str
    rule: Rule
    start: datetime | None
    end: datetime | None
    fingerprint: str
    plan: SchedulePlan | None

    @property
    def zone(self) -> str:
        """The time zone of a crontab; empty for other rules."""
        return str(self.rule.zone) if isinstance(self.rule, Calendar) else ""

    @property
    def every(self) -> timedelta | None:
        """The span of an interval; None for other rules."""
        return self.rule.interval if isinstance(self.rule, Every) else None

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield what it promises later than `after` and not later than `until`."""
        if self.start is not None:
            after = max(after, self.start - JUST_BEFORE)
        if self.end is not None:
            until = min(until, self.end)
        return self.rule.moments(after, until)


def promises(schedule_ids: Collection[int] | None = None) -> Iterator[Promise]:
    """Yield the promises of the enabled schedules, or of those among the given ones."""
    schedules = PeriodicTask.objects.filter(enabled=True).select_related(
        "crontab", "interval", "clocked", "plan"
    )
    if schedule_ids is not None:
        schedules = schedules.filter(pk__in=schedule_ids)
    return map(promise, schedules.iterator(chunk_size=1000))


def promise(schedule: PeriodicTask) -> Promise:
    """Return what a schedule promises; nothing at all where its rule cannot be read."""
    try:
        rule = rule_of(schedule)
    except InvalidParams as error:
        logger.error("Schedule %s promises nothing: %s", schedule.name, error)
        rule = Never()
    return Promise(
        schedule_id=schedule.pk,
        name=schedule.name,
        task=schedule.task,
        args=schedule.args or "[]",
        kwargs=schedule.kwargs or "{}",
        queue=schedule.queue or "",
        priority=schedule.priority,
        one_off=schedule.one_off,
        cron=" ".join(getattr(schedule.crontab, name) for name in FIELDS)
        if schedule.crontab
        else "",
        rule=rule,
        start=schedule.start_time,
        end=schedule.expires,
        fingerprint=_fingerprint(schedule, rule),
        plan=getattr(schedule, "plan", None),
    )


def rule_of(schedule: PeriodicTask) -> Rule:
    """Return the rule of a schedule; raises InvalidParams where it cannot be read."""
    if schedule.crontab:
        fields = {name: getattr(schedule.crontab, name) for name in FIELDS}
        return Calendar(cron_of(**fields), ZoneInfo(str(schedule.crontab.timezone)))
    if schedule.interval and schedule.interval.period in PERIODS:
        every = timedelta(**{schedule.interval.period: schedule.interval.every})
        return Every(max(every, SHORTEST), schedule.start_time or EPOCH)
    if schedule.clocked:
        return Once(schedule.clocked.clocked_time)
    return Never()


def _fingerprint(schedule: PeriodicTask, rule: Rule) -> str:
    """A short text that changes whenever other moments are promised."""
    text = f"{rule!r} {schedule.start_time} {schedule.expires}"
    return hashlib.sha256(text.encode()).hexdigest()
