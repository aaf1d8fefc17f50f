"""Holding schedules: one of them, or all; with a reason, and until when."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from background.errors import NotPossible, ValidationFailed
from tasks_admin.models import AuditEntry, SchedulePlan, SchedulerState
from tasks_admin.services import auditing, limiting

ALL = "all schedules"
NOT_HELD: dict[str, Any] = {
    "paused_from": None,
    "paused_until": None,
    "paused_by": "",
    "pause_reason": "",
}


def pause(schedule: PeriodicTask, *, user: Any, reason: str, until: datetime | None = None) -> None:
    """Launch nothing of this schedule until a moment, or until it is resumed.

    Raises NotPossible where the scheduler has not taken the schedule over yet, and
    ValidationFailed without a reason or with an end that is past.
    """
    held = _held(user, reason, until)
    with transaction.atomic():
        if not SchedulePlan.objects.filter(schedule=schedule).update(**held):
            raise NotPossible("The scheduler has not seen this schedule yet: is it running?")
        _note(AuditEntry.Action.PAUSED, schedule, user, reason=reason, until=until)


def resume(schedule: PeriodicTask, *, user: Any) -> None:
    """End the pause of this schedule; where there is none, nothing happens."""
    with transaction.atomic():
        paused = SchedulePlan.objects.filter(schedule=schedule, paused_from__isnull=False)
        if paused.update(**NOT_HELD):
            _note(AuditEntry.Action.RESUMED, schedule, user)


def pause_all(*, user: Any, reason: str, until: datetime | None = None) -> None:
    """Launch nothing of any schedule until a moment, or until all are resumed.

    Raises NotAllowed for a user who is limited to some things.
    """
    limiting.check_all_schedules(user)
    held = _held(user, reason, until)
    with transaction.atomic():
        SchedulerState.objects.update_or_create(pk=SchedulerState.ROW, defaults=held)
        auditing.note(AuditEntry.Action.PAUSED, ALL, user=user, reason=reason, until=until)


def resume_all(*, user: Any) -> None:
    """End the pause of all schedules; those that are paused themselves stay so.

    Raises NotAllowed for a user who is limited to some things.
    """
    limiting.check_all_schedules(user)
    with transaction.atomic():
        paused = SchedulerState.objects.filter(pk=SchedulerState.ROW, paused_from__isnull=False)
        if paused.update(**NOT_HELD):
            auditing.note(AuditEntry.Action.RESUMED, ALL, user=user)


def _held(user: Any, reason: str, until: datetime | None) -> dict[str, Any]:
    now = timezone.now()
    if not reason.strip():
        raise ValidationFailed("A pause needs a reason: whoever looks at it later will ask")
    if until is not None and until <= now:
        raise ValidationFailed("The end of the pause is past")
    return {
        "paused_from": now,
        "paused_until": until,
        "paused_by": user.get_username(),
        "pause_reason": reason.strip()[:255],
    }


def _note(action: AuditEntry.Action, schedule: PeriodicTask, user: Any, **details: Any) -> None:
    name = "django_celery_beat.periodictask"
    auditing.note(action, name, schedule.pk, user=user, name=schedule.name, **details)
