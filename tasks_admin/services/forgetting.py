"""Forgetting alerts that are long over, and what was sent long ago."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from tasks_admin.models import Alert, Delivery

BATCH = 1_000


def forget(now: datetime) -> tuple[int, int]:
    """Remove alerts and deliveries that are as old as failed runs and runs that go.

    Return how many of each. What is open or on its way stays.
    """
    failed = now - timedelta(days=settings.TASKS_ADMIN_RETENTION_FAILED_DAYS)
    any_run = now - timedelta(days=settings.TASKS_ADMIN_RETENTION_DAYS)
    alerts = Alert.objects.filter(open_cause__isnull=True, closed_at__lt=failed)
    deliveries = Delivery.objects.filter(made_at__lt=any_run)
    return _removed(alerts), _removed(deliveries.exclude(status=Delivery.Status.WAITING))


def _removed(rows: QuerySet[Any]) -> int:
    gone = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=ids).delete()
        gone += len(ids)
    return gone
