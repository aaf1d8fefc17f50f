"""Alerts as operators see them: what is wrong now, and what was."""

from dataclasses import dataclass

from tasks_admin.models import Alert

PAGE_SIZE = 50
MOST_SHOWN = 200
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Past:
    """A page of alerts that are over, newest first; `older` is where the next page begins."""

    alerts: list[Alert]
    older: int | None


def open_alerts() -> list[Alert]:
    """Return what is wrong now, what nobody has acknowledged first, then the newest first."""
    found = Alert.objects.open().order_by("-id")[:MOST_SHOWN]
    return sorted(found, key=lambda alert: alert.acknowledged_at is not None)


def past(older: int | None = None) -> Past:
    """Return a page of what was wrong and is over."""
    alerts = Alert.objects.filter(open_cause__isnull=True).order_by("-id")
    if older is not None:
        alerts = alerts.filter(pk__lt=older)
    found = list(alerts[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return Past(shown, shown[-1].pk if len(found) > PAGE_SIZE else None)


def unseen() -> int:
    """Return how many alerts nobody has acknowledged, counting no further than a badge shows."""
    return Alert.objects.unseen()[: MOST_COUNTED + 1].count()
