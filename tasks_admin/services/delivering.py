"""Delivering: what was announced reaches its recipients, tried again with growing patience."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation

from background import ConfigError, TaskError, ValidationFailed
from tasks_admin.models import Delivery
from tasks_admin.services.explaining import explained
from tasks_admin.services.mailing import mail
from tasks_admin.services.posting import post
from tasks_admin.wording import say

logger = logging.getLogger(__name__)

AT_ONCE = 50
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
FOR_GOOD = (ValidationFailed, ConfigError)
Status = Delivery.Status


def deliver_due(now: datetime) -> int:
    """Send what is due, each message by one process at a time; return how many were tried."""
    due = Delivery.objects.filter(status=Status.WAITING, due_at__lte=now).order_by("due_at")
    tried = 0
    for delivery in due.select_related("webhook")[:AT_ONCE]:
        tried += _claimed(delivery)
    return tried


def _claimed(delivery: Delivery) -> bool:
    """Take a delivery on, try it, and write down what became of it."""
    same = Delivery.objects.filter(
        pk=delivery.pk, status=Status.WAITING, attempts=delivery.attempts
    )
    now = timezone.now()
    if not same.update(attempts=F("attempts") + 1, due_at=now + WHILE_TRYING):
        return False
    delivery.attempts += 1
    try:
        answer = _sent(delivery, now)
    except TaskError as error:
        _failed(delivery, error, now)
    except Exception as error:
        logger.exception("Delivery %d could not be sent", delivery.pk)
        _failed(delivery, error, now)
    else:
        _end(delivery, status=Status.ARRIVED, answer=answer[:255], ended_at=now)
    return True


def _sent(delivery: Delivery, now: datetime) -> str:
    if delivery.webhook is not None:
        if not delivery.webhook.is_enabled:
            raise ValidationFailed("The webhook is switched off")
        return post(delivery, delivery.webhook, now)
    return mail(delivery)


def _failed(delivery: Delivery, error: Exception, now: datetime) -> None:
    why = explained(error)
    with translation.override(settings.LANGUAGE_CODE):
        answer = say(why["message"], why["fields"])[:255]
    if isinstance(error, FOR_GOOD) or delivery.attempts > len(PATIENCE):
        _end(delivery, status=Status.GIVEN_UP, answer=answer, ended_at=now)
    else:
        _end(delivery, answer=answer, due_at=now + PATIENCE[delivery.attempts - 1])


def _end(delivery: Delivery, **changes: object) -> None:
    """Write it down, unless another process has taken the delivery on in the meantime."""
    Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(**changes)
