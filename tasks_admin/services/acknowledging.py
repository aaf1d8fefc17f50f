"""Acknowledging alerts: somebody knows, and it is not repeated to the others."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from tasks_admin.models import Alert, AuditEntry
from tasks_admin.queries.alerts import seen_alerts
from tasks_admin.services import auditing


def acknowledge(alert_id: int, *, user: Any, note: str = "") -> bool:
    """Record that the user knows; False where it is over or somebody knew already.

    False too where it is about things that whoever reads is not to see.
    """
    with transaction.atomic():
        unseen = seen_alerts().unseen().filter(pk=alert_id)
        done = unseen.update(
            acknowledged_at=timezone.now(),
            acknowledged_by=user.get_username(),
            note=note.strip()[:255],
        )
        if done:
            subject = Alert.objects.values_list("subject", flat=True).get(pk=alert_id)
            action = AuditEntry.Action.ACKNOWLEDGED
            auditing.note(action, "alert", alert_id, user=user, alert=subject, note=note.strip())
    return bool(done)
