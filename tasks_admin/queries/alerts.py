"""Alerts as operators see them: what is wrong now, and what was."""

from dataclasses import dataclass

from django.db.models import Q

from tasks_admin.models import Alert, AlertEvent, Run
from tasks_admin.models.alert import AlertQuerySet
from tasks_admin.models.reading import current
from tasks_admin.queries.seen_schedules import seen_schedules

PAGE_SIZE = 50
MOST_SHOWN = 200
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Past:
    """A page of alerts that are over, newest first; `older` is where the next page begins."""

    alerts: list[Alert]
    older: int | None


def seen_alerts() -> AlertQuerySet:
    """Return all alerts but those about runs and schedules that the reader is not to see.

    Where both are gone nobody knows any more what it was about: a limited reader sees it only
    where it is about data.
    """
    alerts: AlertQuerySet = Alert.objects.all()
    if current() is None:
        return alerts
    of_run = Q(run=None) | Q(run__in=Run.seen.all())
    of_schedule = Q(schedule=None) | Q(schedule__in=seen_schedules())
    nothing_left = Q(run=None, schedule=None) & ~Q(event=AlertEvent.STALE)
    return alerts.filter(of_run, of_schedule, ~nothing_left)


def open_alerts() -> list[Alert]:
    """Return what is wrong now, what nobody has acknowledged first, then the newest first."""
    found = seen_alerts().open().order_by("-id")[:MOST_SHOWN]
    return sorted(found, key=lambda alert: alert.acknowledged_at is not None)


def past(older: int | None = None) -> Past:
    """Return a page of what was wrong and is over."""
    alerts = seen_alerts().filter(open_cause__isnull=True).order_by("-id")
    if older is not None:
        alerts = alerts.filter(pk__lt=older)
    found = list(alerts[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return Past(shown, shown[-1].pk if len(found) > PAGE_SIZE else None)


def unseen() -> int:
    """Return how many alerts nobody has acknowledged, counting no further than a badge shows."""
    return seen_alerts().unseen()[: MOST_COUNTED + 1].count()
