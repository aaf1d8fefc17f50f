"""Announcing: what happened is written down for everybody who wants to be told, and sent later."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from tasks_admin.models import Alert, Delivery, Webhook


def announce(
    event: str,
    data: Mapping[str, Any],
    *,
    key: str,
    now: datetime,
    emails: Iterable[str] = (),
    alert: Alert | None = None,
) -> None:
    """Queue the event for every webhook that wants it, and for these addresses.

    To be called in the transaction of what happened. `key` is the identity of the event: announced
    twice, it is told once.
    """
    common = {
        "event": event, "data": data, "alert": alert, "made_at": now, "due_at": now,
    }  # fmt: skip
    deliveries = [
        Delivery(
            key=f"{key}:webhook:{webhook.pk}",
            kind=Delivery.Kind.WEBHOOK,
            recipient=webhook.name,
            webhook=webhook,
            **common,
        )
        for webhook in Webhook.objects.filter(is_enabled=True)
        if webhook.wants(event)
    ]
    deliveries += [
        Delivery(
            key=f"{key}:email:{email}"[:191],
            kind=Delivery.Kind.EMAIL,
            recipient=email,
            **common,
        )
        for email in dict.fromkeys(emails)
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def try_out(webhook: Webhook, *, now: datetime) -> Delivery:
    """Queue a message that says nothing, for this webhook alone."""
    return Delivery.objects.create(
        key=f"webhook.test:{uuid4()}",
        kind=Delivery.Kind.WEBHOOK,
        event="webhook.test",
        recipient=webhook.name,
        webhook=webhook,
        data={},
        made_at=now,
        due_at=now,
    )
