"""Which moments come next, as the scheduler has written down: nobody reckons ten thousand rules."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet
from django_celery_beat.models import PeriodicTask

from tasks_admin.planning.rules import next_moment
from tasks_admin.queries.promises import promises


def paused(now: datetime) -> Q:
    """Return the condition of schedules that are paused themselves at that moment."""
    ends_later = Q(plan__paused_until__isnull=True) | Q(plan__paused_until__gt=now)
    return Q(plan__paused_from__lte=now) & ends_later


def next_moments(schedules: QuerySet[PeriodicTask], now: datetime) -> dict[int, datetime | None]:
    """Return the next moment of each schedule in their order, None for those that promise none.

    Those that no scheduler has looked at since their last moment are reckoned here.
    """
    rows = schedules.values_list("pk", "enabled", "plan__next_at")
    found = {pk: at if enabled else None for pk, enabled, at in rows}
    unknown = {pk for pk, enabled, at in rows if enabled and (at is None or at <= now)}
    for one in promises(unknown) if unknown else ():
        moment = next_moment(one, now)
        found[one.schedule_id] = moment.at if moment else None
    return found


def soonest(now: datetime, most: int) -> Collection[int]:
    """Return the schedules among which are those of the first moments that are launched.

    They are the `most` that come first by what is written down; beside them all that are paused or
    that no scheduler has looked at.
    """
    on = PeriodicTask.objects.filter(enabled=True)
    known = on.filter(plan__next_at__gt=now).exclude(paused(now))
    first = known.order_by("plan__next_at", "pk").values_list("pk", flat=True)[:most]
    is_unknown = Q(plan__next_at__isnull=True) | Q(plan__next_at__lte=now) | paused(now)
    return {*first, *on.filter(is_unknown).values_list("pk", flat=True)}
