"""Schedules as promises: their rule, their policies, and the moments they answer for."""

import hashlib
import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django_celery_beat.models import PeriodicTask

from background.errors import FieldError, InvalidParams
from tasks_admin.models import DayRule, SchedulePlan
from tasks_admin.planning.business import (
    CalendarRule,
    NextBusinessDay,
    NthBusinessDay,
    OnlyBusinessDays,
)
from tasks_admin.planning.cron import FIELDS, cron_of
from tasks_admin.planning.rules import EPOCH, Calendar, Every, Moment, Never, Once, Rule, Within
from tasks_admin.queries.calendars import Calendars
from tasks_admin.queries.seen_schedules import seen_schedules

logger = logging.getLogger(__name__)

SHORTEST = timedelta(seconds=1)
MOST_NAMED = 1_000
"""More than so many schedules are not named to the database, which limits that."""
CALENDAR_RULES = (OnlyBusinessDays, NthBusinessDay, NextBusinessDay)
SIMPLE: dict[str, type[OnlyBusinessDays] | type[NextBusinessDay]] = {
    DayRule.ONLY: OnlyBusinessDays,
    DayRule.NEXT: NextBusinessDay,
}
SHORTEST_MOVED = timedelta(minutes=1)
"""All the moments of days off come together on the next business day: there must not be many."""
TOO_OFTEN = FieldError(
    "every", "An interval whose moments move to the next business day is a minute or more."
)
UNKNOWN = FieldError("day_rule", "There is no such rule for the days.")
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
    def by_calendar(self) -> CalendarRule | None:
        """Its rule where that keeps to the business days of a calendar."""
        return self.rule if isinstance(self.rule, CALENDAR_RULES) else None

    @property
    def zone(self) -> str:
        """The time zone of a crontab; empty for other rules."""
        return str(self._bare.zone) if isinstance(self._bare, Calendar) else ""

    @property
    def every(self) -> timedelta | None:
        """The span of an interval; None for other rules."""
        return self._bare.interval if isinstance(self._bare, Every) else None

    @property
    def _bare(self) -> Rule:
        return self.by_calendar.rule if self.by_calendar else self.rule

    def moments(self, after: datetime, until: datetime) -> Iterator[Moment]:
        """Yield what it promises later than `after` and not later than `until`."""
        return Within(self.rule, self.start, self.end).moments(after, until)


def promises(schedule_ids: Collection[int] | None = None) -> Iterator[Promise]:
    """Yield the promises of the enabled schedules, or of those among the given ones."""
    schedules = (
        seen_schedules()
        .filter(enabled=True)
        .select_related("crontab", "interval", "clocked", "plan")
    )
    if schedule_ids is not None and len(schedule_ids) <= MOST_NAMED:
        schedules = schedules.filter(pk__in=schedule_ids)
    calendars = Calendars()
    return (
        promise(one, calendars)
        for one in schedules.iterator(chunk_size=1000)
        if schedule_ids is None or one.pk in schedule_ids
    )


def promise(schedule: PeriodicTask, calendars: Calendars | None = None) -> Promise:
    """Return what a schedule promises; nothing at all where its rule cannot be read.

    Whoever asks for many hands over the calendars, so that they are read once.
    """
    plan = getattr(schedule, "plan", None)
    try:
        rule = kept(rule_of(schedule), plan, calendars or Calendars())
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
        plan=plan,
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


def kept(rule: Rule, plan: SchedulePlan | None, calendars: Calendars) -> Rule:
    """Return the rule as its plan keeps it: on business days, where it asks for that.

    Days are those of the crontab's zone; of the console's own for other rules. Raises
    InvalidParams for a calendar or a day rule that there is none of.
    """
    if plan is None or plan.day_rule == DayRule.ANY:
        return rule
    days = calendars.of(plan.calendar)
    zone = rule.zone if isinstance(rule, Calendar) else ZoneInfo(settings.TIME_ZONE)
    if plan.day_rule == DayRule.NTH:
        return NthBusinessDay(rule, days, zone, plan.nth)
    if plan.day_rule not in SIMPLE:
        raise InvalidParams([UNKNOWN])
    if plan.day_rule == DayRule.NEXT and isinstance(rule, Every) and rule.interval < SHORTEST_MOVED:
        raise InvalidParams([TOO_OFTEN])
    return SIMPLE[plan.day_rule](rule, days, zone)


def _fingerprint(schedule: PeriodicTask, rule: Rule) -> str:
    """A short text that changes whenever other moments are promised."""
    text = f"{rule!r} {schedule.start_time} {schedule.expires}"
    return hashlib.sha256(text.encode()).hexdigest()
