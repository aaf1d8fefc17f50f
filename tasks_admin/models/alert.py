"""Alerts: what somebody should look at, once for each cause."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from tasks_admin.models.run import Run


class AlertEvent(models.TextChoices):
    """What an alert is about."""

    MISSED = "missed", _("Missed moment")
    FAILED = "failed", _("Failed run")
    SLOW = "slow", _("Longer than usual")
    STALE = "stale", _("Data out of date")


OF_SCHEDULES = (AlertEvent.MISSED, AlertEvent.FAILED, AlertEvent.SLOW)


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts by how they stand."""

    def open(self) -> "AlertQuerySet":
        """Those that are not over."""
        return self.filter(open_cause__isnull=False)

    def unseen(self) -> "AlertQuerySet":
        """Those that are not over, and nobody has said that they know."""
        return self.open().filter(acknowledged_at__isnull=True)


class Alert(models.Model):
    """One thing that is wrong, from its first sign until it is right again.

    `cause` is its identity: while it is open, further signs are counted and make no other alert
    (the unique `open_cause` decides between processes). `signature` tells one kind of the same
    trouble from another. `message` and `recovery` are {message, fields}: a sentence template and
    what fills it. `tellings` counts how often it was told, the last time at `told_at`. What goes
    wrong again soon after it was right is the same alert, opened again.
    """

    id = models.BigAutoField(primary_key=True)
    event = models.CharField(_("event"), max_length=16, choices=AlertEvent.choices)
    cause = models.CharField(max_length=191)
    open_cause = models.CharField(max_length=191, null=True, unique=True)
    subject = models.CharField(_("what"), max_length=200)
    schedule = models.ForeignKey(
        PeriodicTask, on_delete=models.SET_NULL, null=True, related_name="alerts"
    )
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="alerts")
    signature = models.CharField(max_length=191, blank=True)
    message = models.JSONField(encoder=DjangoJSONEncoder)
    opened_at = models.DateTimeField(_("since"))
    last_at = models.DateTimeField(_("last seen"))
    count = models.PositiveIntegerField(_("times"), default=1)
    tellings = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    told_signature = models.CharField(max_length=191, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=255, blank=True)
    closed_at = models.DateTimeField(null=True)
    recovery_told_at = models.DateTimeField(null=True)
    recovery = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ("-id",)
        default_permissions = ("change",)
        indexes = (models.Index(fields=("cause", "id"), name="alert_by_cause"),)

    def __str__(self) -> str:
        return f"{self.event}: {self.subject}"

    @property
    def is_open(self) -> bool:
        """Whether it is still wrong."""
        return self.open_cause is not None


class AlertPolicy(models.Model):
    """Whom the alerts of one schedule are told, and which there are; others keep the defaults."""

    schedule = models.OneToOneField(
        PeriodicTask, on_delete=models.CASCADE, primary_key=True, related_name="alert_policy"
    )
    events = models.JSONField(_("alerts about"), default=list)
    emails = models.JSONField(_("told by e-mail"), default=list)

    class Meta:
        verbose_name = _("alerts of a schedule")
        verbose_name_plural = _("alerts of schedules")
        default_permissions = ()

    def __str__(self) -> str:
        return f"alerts of schedule {self.pk}"
