"""Schedules as operators see them: when next, how the last moment went, what holds them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django_celery_beat.models import PeriodicTask

from tasks_admin.models import Fate, SchedulePlan, SchedulerState, Slot
from tasks_admin.planning.business import Struck
from tasks_admin.planning.rules import Moment, next_moment
from tasks_admin.queries.calendars import Calendars
from tasks_admin.queries.coming import ahead
from tasks_admin.queries.keyset import Order, Row, take
from tasks_admin.queries.promises import promise
from tasks_admin.queries.run_rows import title_of

PAGE_SIZE = 50
SUMMED_OVER = timedelta(days=30)
NEWEST_FIRST = Order("moment", descending=True)
SLOT_COLUMNS = ["moment", "fate", "run_id", "decided_at", "reason"]


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One schedule; `next` is None where it is off or promises nothing."""

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
    last: Slot | None


@dataclass(frozen=True, slots=True)
class PauseOfAll:
    """Who holds every schedule, why, and until when (None: until somebody resumes them)."""

    paused_by: str
    pause_reason: str
    paused_until: datetime | None


@dataclass(frozen=True, slots=True)
class Fates:
    """How many moments of the last thirty days ended how."""

    of: dict[str, int]

    @property
    def expected(self) -> int:
        """All of them together."""
        return sum(self.of.values())


@dataclass(frozen=True, slots=True)
class Ledger:
    """A page of moments, newest first; `older` is the place where the next page begins."""

    rows: list[Row]
    older: int | None


def schedules(now: datetime) -> list[ScheduleRow]:
    """Return every schedule, those that fire next first, with two queries."""
    found = list(_with_last_slot())
    last = Slot.objects.select_related("run").in_bulk([one.last_slot for one in found])
    calendars = Calendars()
    rows = [_row(one, last.get(one.last_slot), now, calendars) for one in found]
    never = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted(rows, key=lambda row: (row.next.at if row.next else never, row.name))


def schedule(schedule_id: int, now: datetime) -> ScheduleRow | None:
    """Return one schedule."""
    found = _with_last_slot().filter(pk=schedule_id).first()
    if found is None:
        return None
    return _row(found, Slot.objects.filter(pk=found.last_slot).first(), now, Calendars())


def coming(schedule_id: int, now: datetime) -> list[Moment | Struck]:
    """Return the next moments that a schedule promises, and the days that its calendar strikes."""
    related = PeriodicTask.objects.select_related("crontab", "interval", "clocked", "plan")
    found = related.get(pk=schedule_id)
    return ahead(promise(found), now) if found.enabled else []


def fates(schedule_id: int, now: datetime) -> Fates:
    """Return how the moments of the last thirty days ended."""
    recent = Slot.objects.filter(schedule_id=schedule_id, moment__gt=now - SUMMED_OVER)
    counted = Counter(dict(recent.order_by().values_list("fate").annotate(Count("id"))))
    return Fates({fate: counted[fate] for fate in Fate.values if counted[fate]})


def ledger(schedule_id: int, older: datetime | None = None) -> Ledger:
    """Return a page of the moments of a schedule, newest first, or those before a moment."""
    slots = Slot.objects.filter(schedule_id=schedule_id)
    if older is not None:
        slots = slots.filter(moment__lt=older)
    rows = take(slots, NEWEST_FIRST, None, PAGE_SIZE + 1, SLOT_COLUMNS)
    has_more = len(rows) > PAGE_SIZE
    shown = rows[:PAGE_SIZE]
    return Ledger(shown, int(shown[-1]["moment"].timestamp()) if has_more else None)


def pause_of_all(now: datetime) -> PauseOfAll | None:
    """Return the pause that holds every schedule at this moment, if there is one."""
    state = SchedulerState.objects.filter(pk=SchedulerState.ROW).first()
    if state is None or not state.is_paused(now):
        return None
    return PauseOfAll(state.paused_by, state.pause_reason, state.paused_until)


def _with_last_slot() -> QuerySet[PeriodicTask]:
    last = Slot.objects.filter(schedule=OuterRef("pk")).order_by("-moment").values("pk")[:1]
    related = PeriodicTask.objects.select_related("crontab", "interval", "clocked", "plan")
    annotated: QuerySet[PeriodicTask] = related.annotate(last_slot=Subquery(last))
    return annotated


def _row(
    found: PeriodicTask, last: Slot | None, now: datetime, calendars: Calendars
) -> ScheduleRow:
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
        last=last,
    )
