"""Alerting: signs of trouble become one alert for each cause, told once and when it is over."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import translation

from background import registry
from background.results import readable
from tasks_admin.models import Alert, AlertEvent, AlertPolicy, HookEvent
from tasks_admin.queries.recoveries import Recovery, recoveries
from tasks_admin.queries.signs import Sign, signs
from tasks_admin.services.announcing import News, announce
from tasks_admin.services.linking import link
from tasks_admin.wording import say

SOON = timedelta(hours=1)
"""What goes wrong again within this after it was right is the same trouble, and already told."""


def watch(since: datetime, now: datetime) -> None:
    """Take in what went wrong since a moment, close what is over, and repeat what nobody heeds.

    Any number of processes may watch: each alert is opened, told and closed by one of them.
    """
    take(signs(since, now), now)
    for recovery in recoveries(Alert.objects.open().select_related("run"), now):
        _close(recovery, now)
    _remind(now)


def take(found: Sequence[Sign], now: datetime) -> None:
    """Open an alert for each cause, or count further signs of it; what was seen stays so."""
    latest = _latest({sign.cause for sign in found})
    policies = AlertPolicy.objects.in_bulk([one.schedule_id for one in found if one.schedule_id])
    for cause in dict.fromkeys(sign.cause for sign in found):
        alert = latest.get(cause)
        fresh = [
            sign
            for sign in found
            if sign.cause == cause and (alert is None or sign.at > alert.last_at)
        ]
        policy = policies.get(fresh[-1].schedule_id or 0) if fresh else None
        if fresh and (policy is None or fresh[-1].event in policy.events):
            _take(alert, fresh, policy, now)


def _take(
    alert: Alert | None, fresh: Sequence[Sign], policy: AlertPolicy | None, now: datetime
) -> None:
    newest = fresh[-1]
    seen: dict[str, Any] = {
        "subject": newest.subject,
        "run_id": newest.run_id,
        "signature": newest.signature,
        "message": {"message": newest.message, "fields": readable(newest.fields)},
        "last_at": newest.at,
    }
    with transaction.atomic():
        if alert is None or not (alert.is_open or _is_recent(alert, now)):
            _open(newest, {**seen, "count": len(fresh)}, policy, now)
            return
        same = Alert.objects.filter(pk=alert.pk, last_at=alert.last_at)
        again = {"open_cause": alert.cause, "closed_at": None, "recovery": None}
        if same.update(count=F("count") + len(fresh), **seen, **again):
            alert.refresh_from_db()
            if alert.signature != alert.told_signature:
                _tell(HookEvent.ALERT_CHANGED, alert, policy, now)


def _open(sign: Sign, seen: dict[str, Any], policy: AlertPolicy | None, now: datetime) -> None:
    try:
        with transaction.atomic():
            alert = Alert.objects.create(
                event=sign.event,
                cause=sign.cause,
                open_cause=sign.cause,
                schedule_id=sign.schedule_id,
                opened_at=now,
                **seen,
            )
    except IntegrityError:
        return  # another process was faster
    _tell(HookEvent.ALERT_OPENED, alert, policy, now)


def _close(recovery: Recovery, now: datetime) -> None:
    alert = recovery.alert
    why = {"message": recovery.message, "fields": recovery.fields}
    with transaction.atomic():
        still = Alert.objects.filter(pk=alert.pk, open_cause__isnull=False, last_at=alert.last_at)
        if not still.update(open_cause=None, closed_at=now, recovery=why):
            return
        alert.refresh_from_db()
        told = alert.told_at
        if told and (alert.recovery_told_at is None or told > alert.recovery_told_at):
            Alert.objects.filter(pk=alert.pk).update(recovery_told_at=now)
            _announce(HookEvent.ALERT_CLOSED, alert, _policy(alert), now)


def _remind(now: datetime) -> None:
    """Repeat what is open for long and nobody has acknowledged."""
    before = now - timedelta(hours=settings.TASKS_ADMIN_ALERT_REPEAT_HOURS)
    for alert in Alert.objects.unseen().filter(told_at__lte=before):
        with transaction.atomic():
            _tell(HookEvent.ALERT_REPEATED, alert, _policy(alert), now)


def _tell(event: HookEvent, alert: Alert, policy: AlertPolicy | None, now: datetime) -> None:
    told = Alert.objects.filter(pk=alert.pk, tellings=alert.tellings)
    change = {"told_at": now, "told_signature": alert.signature}
    if told.update(tellings=F("tellings") + 1, **change):
        alert.tellings += 1
        _announce(event, alert, policy, now)


def _announce(event: HookEvent, alert: Alert, policy: AlertPolicy | None, now: datetime) -> None:
    emails = policy.emails if policy and policy.emails else settings.TASKS_ADMIN_ALERT_EMAILS
    key = f"{event}:{alert.pk}:{alert.tellings}"
    with translation.override(settings.TASKS_ADMIN_ALERT_LANGUAGE):
        news = News(event=event, key=key, data=_data(alert), tasks=_tasks(alert))
    announce([news], now=now, emails=emails, alert=alert)


def _data(alert: Alert) -> dict[str, Any]:
    """What is told of an alert: plain values, and the sentences with what fills them."""
    sentence = alert.recovery or alert.message
    return {
        "alert": alert.pk,
        "about": alert.event,
        "subject": alert.subject,
        "schedule": alert.schedule_id,
        "run": str(alert.run_id) if alert.run_id else None,
        "since": alert.opened_at,
        "times": alert.count,
        "open": alert.is_open,
        "text": say(sentence["message"], sentence["fields"]),
        "message": alert.message,
        "recovery": alert.recovery,
        "links": {"page": link("tasks_admin:alerts")},
    }


def _tasks(alert: Alert) -> list[str]:
    """The tasks that it concerns: the schedule's, or those that write the dataset."""
    if alert.event == AlertEvent.STALE:
        return [spec.name for spec in registry.writers(alert.subject)]
    return [alert.schedule.task] if alert.schedule else []


def _is_recent(alert: Alert, now: datetime) -> bool:
    return alert.closed_at is not None and now - alert.closed_at < SOON


def _latest(causes: Iterable[str]) -> dict[str, Alert]:
    newest = (
        Alert.objects.filter(cause__in=causes)
        .order_by()
        .values("cause")
        .annotate(newest=Max("id"))
        .values("newest")
    )
    return {alert.cause: alert for alert in Alert.objects.filter(pk__in=newest)}


def _policy(alert: Alert) -> AlertPolicy | None:
    return AlertPolicy.objects.filter(schedule_id=alert.schedule_id).first()
