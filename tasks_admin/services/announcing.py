"""Announcing: what happened is written down for everybody who wants to be told, and sent later."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tasks_admin.models import Alert, Delivery, HookEvent, Webhook

AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that happened, and the tasks that it concerns.

    `key` is its identity: announced twice, it is told once.
    """

    event: HookEvent
    key: str
    data: Mapping[str, Any]
    tasks: Collection[str] = ()


def announce(
    news: Sequence[News], *, now: datetime, emails: Iterable[str] = (), alert: Alert | None = None
) -> None:
    """Queue each for every webhook that wants it, and for these addresses.

    To be called in the transaction of what happened: what is taken back is told nobody.
    """
    webhooks = list(Webhook.objects.filter(is_enabled=True))
    common = {"alert": alert, "made_at": now, "due_at": now}
    deliveries = [
        Delivery(
            key=f"{one.key}:webhook:{webhook.pk}",
            kind=Delivery.Kind.WEBHOOK,
            event=one.event,
            recipient=webhook.name,
            webhook=webhook,
            data=one.data,
            **common,
        )
        for one in news
        for webhook in webhooks
        if webhook.wants(one.event, one.tasks)
    ]
    deliveries += [
        Delivery(
            key=f"{one.key}:email:{email}"[:191],
            kind=Delivery.Kind.EMAIL,
            event=one.event,
            recipient=email,
            data=one.data,
            **common,
        )
        for one in news
        for email in dict.fromkeys(emails)
    ]
    # A webhook that somebody removes at this moment is left out likewise.
    Delivery.objects.bulk_create(deliveries, batch_size=AT_ONCE, ignore_conflicts=True)
