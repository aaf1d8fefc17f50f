"""The ledger: what became of every moment that a schedule promised."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from tasks_admin.models.run import Run


class Fate(models.TextChoices):
    """How a promised moment ended."""

    ON_TIME = "on_time", _("On time")
    LATE = "late", _("Late")
    MADE_UP = "made_up", _("Made up for")
    OVERLAP = "overlap", _("Left out")
    PAUSED = "paused", _("Paused")
    MISSED = "missed", _("Missed")
    REFUSED = "refused", _("Refused")


class Slot(models.Model):
    """One moment of one schedule, written by the scheduler that claimed it.

    It outlives its schedule, whose number it keeps: the database does not ask for that row.
    The unique index decides between schedulers. `run` is the one that was launched, or the one
    that was in the way. `reason` is {message, fields}: a sentence template and what fills it.
    """

    id = models.BigAutoField(primary_key=True)
    schedule = models.ForeignKey(
        PeriodicTask,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="slots",
    )
    schedule_name = models.CharField(_("schedule"), max_length=200)
    task_name = models.CharField(_("task"), max_length=200)
    moment = models.DateTimeField(_("moment"))
    fate = models.CharField(_("fate"), max_length=8, choices=Fate.choices)
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="slots")
    decided_at = models.DateTimeField()
    reason = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("-moment", "-id")
        constraints = (
            models.UniqueConstraint(fields=("schedule", "moment"), name="slot_once"),
            models.CheckConstraint(
                condition=models.Q(fate__in=Fate.values), name="slot_fate_known"
            ),
        )
        indexes = (
            models.Index(fields=("moment",), name="slot_by_moment"),
            models.Index(fields=("fate", "moment"), name="slot_by_fate"),
        )

    def __str__(self) -> str:
        return f"{self.schedule_name} {self.moment:%Y-%m-%d %H:%M} {self.fate}"
