"""What is right again: the alerts whose trouble is over, and how that is known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django_celery_beat.models import PeriodicTask

from tasks_admin.models import Alert, AlertEvent, Run, RunStatus, Slot
from tasks_admin.queries.datasets import freshness
from tasks_admin.queries.signs import KEPT

GOOD = (RunStatus.SUCCEEDED, RunStatus.PARTIAL)
LOOKED_BACK = timedelta(days=1)
SENTENCES = {
    "missed": "{subject} ran again at {moment}",
    "failed": "{subject} succeeded again at {moment}",
    "slow": "{subject}: the run has ended after {minutes} min",
    "gone": "{subject}: the run is no longer there",
    "stale": "{subject} was published again",
    "off": "{subject} is switched off or removed",
}


@dataclass(frozen=True, slots=True)
class Recovery:
    """Why an alert is over."""

    alert: Alert
    message: str
    fields: dict[str, Any] = field(default_factory=dict)


def recoveries(alerts: Iterable[Alert], now: datetime) -> Iterator[Recovery]:
    """Yield those of the open alerts whose trouble is over."""
    by_event: dict[str, list[Alert]] = {}
    enabled = set(PeriodicTask.objects.filter(enabled=True).values_list("pk", flat=True))
    for alert in alerts:
        if alert.event != AlertEvent.STALE and alert.schedule_id not in enabled:
            yield _told(alert, "off")
        else:
            by_event.setdefault(alert.event, []).append(alert)
    yield from _ran_again(by_event.get(AlertEvent.MISSED, []))
    yield from _succeeded_again(by_event.get(AlertEvent.FAILED, []))
    yield from _ended(by_event.get(AlertEvent.SLOW, []))
    yield from _published(by_event.get(AlertEvent.STALE, []), now)


def _ran_again(alerts: list[Alert]) -> Iterator[Recovery]:
    for alert in alerts:
        slots = _good_slots(alert).filter(decided_at__gt=alert.last_at)
        if slot := slots.order_by("-moment").first():
            yield _told(alert, "missed", moment=slot.moment.isoformat())


def _succeeded_again(alerts: list[Alert]) -> Iterator[Recovery]:
    for alert in alerts:
        slots = _good_slots(alert).filter(run__status__in=GOOD, run__finished_at__gt=alert.last_at)
        slot = slots.select_related("run").order_by("-moment").first()
        again = slot.run if slot else None
        if again is None and alert.run_id:
            again = Run.seen.filter(retry_of=alert.run_id, status__in=GOOD).first()
        if again and again.finished_at:
            yield _told(alert, "failed", moment=again.finished_at.isoformat())


def _ended(alerts: list[Alert]) -> Iterator[Recovery]:
    for alert in alerts:
        run = alert.run
        if run is None:
            yield _told(alert, "gone")
        elif run.is_finished:
            took = run.duration or timedelta()
            yield _told(alert, "slow", minutes=ceil(took.total_seconds() / 60))


def _published(alerts: list[Alert], now: datetime) -> Iterator[Recovery]:
    stale = {card.dataset.name for card in freshness(now) if card.is_stale} if alerts else set()
    for alert in alerts:
        if alert.subject not in stale:
            yield _told(alert, "stale")


def _good_slots(alert: Alert) -> Any:
    return Slot.objects.filter(
        schedule_id=alert.schedule_id, fate__in=KEPT, moment__gt=alert.last_at - LOOKED_BACK
    )


def _told(alert: Alert, why: str, **fields: Any) -> Recovery:
    return Recovery(alert, SENTENCES[why], {"subject": alert.subject, **fields})
