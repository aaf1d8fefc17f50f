"""Schedules as operators see them: when next, how their moments went, what holds them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django_celery_beat.models import PeriodicTask

from background.errors import FieldError
from tasks_admin.models import SchedulePlan, SchedulerState
from tasks_admin.planning.business import Struck
from tasks_admin.planning.rules import NEVER, Moment, next_moment
from tasks_admin.queries.calendars import Calendars
from tasks_admin.queries.coming import ahead
from tasks_admin.queries.foretold import by_next_moment
from tasks_admin.queries.misfits import faults
from tasks_admin.queries.promises import promise
from tasks_admin.queries.recent_moments import Recent, recent
from tasks_admin.queries.run_rows import title_of
from tasks_admin.queries.schedule_filter import ScheduleFilter
from tasks_admin.queries.seen_schedules import seen_schedules

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One schedule; `next` is None where it is off or promises nothing.

    `recent` are its latest moments, oldest first. `faults` say why its task would refuse it.
    """

    id: int
    name: str
    task_name: str
    title: str
    cron: str
    zone: str
    every: timedelta | None
    enabled: bool
    plan: SchedulePlan | None
    paused: SchedulePlan | None
    next: Moment | None
    faults: tuple[FieldError, ...] = ()
    recent: tuple[Recent, ...] = ()

    @property
    def last(self) -> Recent | None:
        """Its latest moment."""
        return self.recent[-1] if self.recent else None


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """Some schedules, and how many fit in all."""

    rows: list[ScheduleRow]
    total: int
    number: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class PauseOfAll:
    """Who holds every schedule, why, and until when (None: until somebody resumes them)."""

    paused_by: str
    pause_reason: str
    paused_until: datetime | None


def every_schedule(now: datetime) -> list[ScheduleRow]:
    """Return all of them by name, without their latest moments."""
    calendars = Calendars()
    rows = [_row(one, now, calendars) for one in _related()]
    return sorted(rows, key=lambda row: row.name)


def schedules(chosen: ScheduleFilter, now: datetime) -> SchedulePage:
    """Return a page of the schedules that fit, with as many queries for one as for hundreds."""
    fit = chosen.apply(seen_schedules(), now)
    total, start = fit.count(), (chosen.number - 1) * PAGE_SIZE
    by_name = fit.order_by("name").values_list("pk", flat=True)[start : start + PAGE_SIZE]
    is_named = chosen.sort == "name"
    ids = list(by_name) if is_named else by_next_moment(fit, now, start, PAGE_SIZE)
    calendars = Calendars()
    shown = [_judged(one, now, calendars) for one in _related().filter(pk__in=ids)]
    shown.sort(key=lambda row: row.name if is_named else (_next(row), row.name))
    return SchedulePage(_with_recent(shown), total, chosen.number, total > start + PAGE_SIZE)


def schedule(schedule_id: int, now: datetime) -> ScheduleRow | None:
    """Return one schedule."""
    found = _related().filter(pk=schedule_id).first()
    if found is None:
        return None
    return _with_recent([_judged(found, now, Calendars())])[0]


def coming(schedule_id: int, now: datetime) -> list[Moment | Struck]:
    """Return the next moments that a schedule promises, and the days that its calendar strikes."""
    found = _related().get(pk=schedule_id)
    return ahead(promise(found), now) if found.enabled else []


def pause_of_all(now: datetime) -> PauseOfAll | None:
    """Return the pause that holds every schedule at this moment, if there is one."""
    state = SchedulerState.objects.filter(pk=SchedulerState.ROW).first()
    if state is None or not state.is_paused(now):
        return None
    return PauseOfAll(state.paused_by, state.pause_reason, state.paused_until)


def _related() -> QuerySet[PeriodicTask]:
    return seen_schedules().select_related("crontab", "interval", "clocked", "plan")


def _next(row: ScheduleRow) -> datetime:
    return row.next.at if row.next else NEVER


def _with_recent(rows: list[ScheduleRow]) -> list[ScheduleRow]:
    found = recent([row.id for row in rows])
    return [replace(row, recent=tuple(found.get(row.id, ()))) for row in rows]


def _judged(stored: PeriodicTask, now: datetime, calendars: Calendars) -> ScheduleRow:
    return replace(_row(stored, now, calendars), faults=faults(stored, now, calendars))


def _row(found: PeriodicTask, now: datetime, calendars: Calendars) -> ScheduleRow:
    one = promise(found, calendars)
    plan = one.plan
    return ScheduleRow(
        id=found.pk,
        name=found.name,
        task_name=found.task,
        title=title_of(found.task),
        cron=one.cron,
        zone=one.zone,
        every=one.every,
        enabled=found.enabled,
        plan=plan,
        paused=plan if plan and plan.is_paused(now) else None,
        next=next_moment(one, now) if found.enabled else None,
    )
