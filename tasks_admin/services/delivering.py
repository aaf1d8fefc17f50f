"""Delivering: what was announced reaches its recipients, tried again with growing patience."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from background import ConfigError, ValidationFailed
from background.errors import NotPossible
from tasks_admin.models import PING, Delivery, Webhook
from tasks_admin.services import subscribing
from tasks_admin.services.explaining import explained
from tasks_admin.services.mailing import mail
from tasks_admin.services.posting import Reply, post

logger = logging.getLogger(__name__)

AT_ONCE = 10
"""Messages to one recipient that are on their way together."""
WHILE_TRYING = timedelta(minutes=5)
"""Who claimed a delivery and fell silent has failed; another may try."""
PATIENCE = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""The waits after the first failure, the second ...; after the last one it is given up."""
SENTENCES = {"off": "The webhook is switched off"}
FOR_GOOD = (ValidationFailed, ConfigError)
Status = Delivery.Status
Outcome = Reply | BaseException


def deliver_due(now: datetime) -> int:
    """Send what is due, each message by one process at a time; return how many were tried.

    All recipients are written to at once. One with whom nothing arrives is left alone for a
    while: it keeps no other waiting, and is not overrun when it comes back.
    """
    tried = 0
    while batch := list(_claimed(now)):
        tried += len(batch)
        outcomes = asyncio.run(_sent(batch, timezone.now()))
        for delivery, outcome in zip(batch, outcomes, strict=True):
            _record(delivery, outcome)
        _rest(batch, outcomes, now)
    return tried


def ping(webhook: Webhook, *, user: Any) -> Delivery:
    """Send a message that says nothing, now and once; return it with what came of it."""
    now = timezone.now()
    subscribing.note(webhook, user, deed="tested")
    delivery = Delivery.objects.create(
        key=f"{PING}:{uuid4()}",
        kind=Delivery.Kind.WEBHOOK,
        event=PING,
        recipient=webhook.name,
        webhook=webhook,
        data={},
        made_at=now,
        due_at=now + WHILE_TRYING,
        attempts=1,
    )
    [outcome] = asyncio.run(_sent([delivery], now))
    _record(delivery, outcome)
    delivery.refresh_from_db()
    return delivery


def send_again(delivery: Delivery, *, user: Any) -> None:
    """Let a message go out once more, soon, under its own name: receivers know it by that.

    Where its patience was spent and it fails, it is given up again. Raises NotPossible while its
    webhook is switched off.
    """
    webhook, now = delivery.webhook, timezone.now()
    if webhook is None or not webhook.is_enabled:
        raise NotPossible(SENTENCES["off"])
    with transaction.atomic():
        same = Delivery.objects.filter(pk=delivery.pk)
        same.update(status=Status.WAITING, due_at=now, ended_at=None)
        subscribing.note(webhook, user, deed="sent again", event=delivery.event)


def _claimed(now: datetime) -> Iterator[Delivery]:
    """Take on some of what is due for each recipient, and leave what another process has."""
    due = _due(now).order_by("due_at", "id")
    for webhook_id in due.order_by().values_list("webhook", flat=True).distinct():
        for delivery in due.filter(webhook=webhook_id).select_related("webhook")[:AT_ONCE]:
            if claim(delivery):
                yield delivery


def _due(now: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(status=Status.WAITING, due_at__lte=now)


def claim(delivery: Delivery) -> bool:
    """Take a delivery on; False where another process has, since it was read."""
    same = Delivery.objects.filter(
        pk=delivery.pk, status=Status.WAITING, attempts=delivery.attempts
    )
    if not same.update(attempts=F("attempts") + 1, due_at=timezone.now() + WHILE_TRYING):
        return False
    delivery.attempts += 1
    return True


async def _sent(batch: Sequence[Delivery], now: datetime) -> list[Outcome]:
    """Try all of them together; the database is asked for nothing meanwhile."""
    tries = (_tried(delivery, now) for delivery in batch)
    return list(await asyncio.gather(*tries, return_exceptions=True))


async def _tried(delivery: Delivery, now: datetime) -> Reply:
    webhook = delivery.webhook
    if webhook is None:
        await asyncio.to_thread(mail, delivery)
        return Reply()
    if not webhook.is_enabled and delivery.event != PING:
        raise ValidationFailed(SENTENCES["off"])
    return await post(delivery, webhook, now)


def _record(delivery: Delivery, outcome: Outcome) -> None:
    now = timezone.now()
    error = outcome if isinstance(outcome, Exception) else None
    told: dict[str, Any] = {"status_code": None, "answer": "", "error": None}
    if isinstance(outcome, Reply):
        told |= {"status_code": outcome.status_code, "answer": outcome.text}
    elif error is not None:
        told["error"] = explained(error)
        if told["error"]["code"] == "unexpected":
            logger.error("Delivery %d could not be sent", delivery.pk, exc_info=error)
    if isinstance(outcome, Reply) and outcome.is_good:
        _end(delivery, **told, status=Status.ARRIVED, ended_at=now)
    elif isinstance(error, FOR_GOOD) or delivery.attempts > len(PATIENCE) or delivery.event == PING:
        _end(delivery, **told, status=Status.GIVEN_UP, ended_at=now)
    else:
        _end(delivery, **told, due_at=now + PATIENCE[delivery.attempts - 1])


def _end(delivery: Delivery, **changes: object) -> None:
    """Write it down, unless another process has taken the delivery on in the meantime."""
    Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(**changes)


def _rest(batch: Sequence[Delivery], outcomes: Sequence[Outcome], now: datetime) -> None:
    """Let what else is due for recipients that are away wait, without counting it as tried."""
    pairs = list(zip(batch, outcomes, strict=True))
    reached = {one.webhook_id for one, told in pairs if isinstance(told, Reply) and told.is_good}
    away = {one.webhook_id for one, told in pairs if not isinstance(told, FOR_GOOD)} - reached
    for webhook_id in away:
        _due(now).filter(webhook=webhook_id).update(due_at=timezone.now() + PATIENCE[0])
