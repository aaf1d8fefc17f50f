"""Which moments come next, as the scheduler has written down: nobody reckons ten thousand rules."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When
from django_celery_beat.models import PeriodicTask

from tasks_admin.planning.rules import NEVER, next_moment
from tasks_admin.queries.promises import promises


def paused(now: datetime) -> Q:
    """Return the condition of schedules that are paused themselves at that moment."""
    ends_later = Q(plan__paused_until__isnull=True) | Q(plan__paused_until__gt=now)
    return Q(plan__paused_from__lte=now) & ends_later


def by_next_moment(
    schedules: QuerySet[PeriodicTask], now: datetime
) -> "QuerySet[PeriodicTask, int] | list[int]":
    """Return the schedules in the order of their next moments, those without one last, by name.

    Those that no scheduler has looked at since their last moment are reckoned here.
    """
    unknown = set(schedules.filter(_is_unknown(now)).values_list("pk", flat=True))
    is_known = When(enabled=True, then=F("plan__next_at"))
    known = schedules.annotate(
        at=Case(is_known, default=Value(NEVER), output_field=DateTimeField())
    ).order_by("at", "name")
    if not unknown:
        ids: QuerySet[PeriodicTask, int] = known.values_list("pk", flat=True)
        return ids
    reckoned = {one.schedule_id: next_moment(one, now) for one in promises(unknown)}
    found = [
        (moment.at if (moment := reckoned.get(pk)) else NEVER if pk in unknown else at, name, pk)
        for pk, name, at in known.values_list("pk", "name", "at")
    ]
    return [pk for _at, _name, pk in sorted(found)]


def soonest(now: datetime, most: int) -> Collection[int]:
    """Return the schedules among which are those of the first moments that are launched.

    They are the `most` that come first by what is written down; beside them all that are paused or
    that no scheduler has looked at.
    """
    on = PeriodicTask.objects.filter(enabled=True)
    known = on.filter(plan__next_at__gt=now).exclude(paused(now))
    first = known.order_by("plan__next_at", "pk").values_list("pk", flat=True)[:most]
    return {*first, *on.filter(_is_unknown(now) | paused(now)).values_list("pk", flat=True)}


def _is_unknown(now: datetime) -> Q:
    never_seen = Q(plan__next_at__isnull=True)
    return Q(enabled=True) & (never_seen | Q(plan__next_at__lte=now))
