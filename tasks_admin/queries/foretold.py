"""Which moments come next, as the scheduler has written down: nobody reckons ten thousand rules."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django_celery_beat.models import PeriodicTask

from tasks_admin.models import SchedulePlan
from tasks_admin.planning.rules import NEVER, next_moment
from tasks_admin.queries.promises import promises


def paused(now: datetime) -> Q:
    """Return the condition of schedules that are paused themselves at that moment."""
    ends_later = Q(plan__paused_until__isnull=True) | Q(plan__paused_until__gt=now)
    return Q(plan__paused_from__lte=now) & ends_later


def by_next_moment(
    schedules: QuerySet[PeriodicTask], now: datetime, start: int, size: int
) -> list[int]:
    """Return a page of the schedules in the order of their next moments, then those without one.

    Those that no scheduler has looked at since their last moment are reckoned here.
    """
    if unknown := _unknown(schedules, now):
        return _reckoned(schedules, unknown, now)[start : start + size]
    coming = schedules.filter(enabled=True, plan__next_at__lt=NEVER)
    in_order = coming.order_by("plan__next_at", "plan__pk").values_list("pk", flat=True)
    ids = list(in_order[start : start + size])
    if len(ids) < size:
        others = schedules.filter(Q(enabled=False) | Q(plan__next_at=NEVER)).order_by("name")
        first = max(start - coming.count(), 0)
        ids += others.values_list("pk", flat=True)[first : first + size - len(ids)]
    return ids


def soonest(now: datetime, most: int) -> Collection[int]:
    """Return the schedules among which are those of the first moments that are launched.

    They are the `most` that come first by what is written down; beside them all that are paused or
    that no scheduler has looked at.
    """
    on = PeriodicTask.objects.filter(enabled=True)
    known = on.filter(plan__next_at__gt=now).exclude(paused(now))
    first = known.order_by("plan__next_at", "plan__pk").values_list("pk", flat=True)[:most]
    held = on.filter(paused(now)).values_list("pk", flat=True)
    return {*first, *held, *_unknown(PeriodicTask.objects.all(), now)}


def _unknown(schedules: QuerySet[PeriodicTask], now: datetime) -> set[int]:
    """Those of the schedules of which nobody has written down what comes after now."""
    on = schedules.filter(enabled=True)
    found = set(on.filter(plan__next_at__lte=now).values_list("pk", flat=True))
    foretold = SchedulePlan.objects.filter(next_at__isnull=False)
    if foretold.count() < PeriodicTask.objects.count():
        found.update(on.filter(plan__next_at__isnull=True).values_list("pk", flat=True))
    return found


def _reckoned(
    schedules: QuerySet[PeriodicTask], unknown: Collection[int], now: datetime
) -> list[int]:
    reckoned = {one.schedule_id: next_moment(one, now) for one in promises(unknown)}
    rows = schedules.order_by("name").values_list("pk", "enabled", "plan__next_at")
    moments = {pk: at if enabled and at else NEVER for pk, enabled, at in rows}
    moments |= {pk: moment.at if moment else NEVER for pk, moment in reckoned.items()}
    return sorted(moments, key=lambda pk: moments[pk])
