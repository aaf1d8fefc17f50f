"""What leaves the console by itself: addresses of other programs, and every single delivery."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks_admin.models.alert import Alert


class HookEvent(models.TextChoices):
    """What another program can be told of; the values are a promise to those programs."""

    RUN_FINISHED = "run.finished", _("A run succeeded, wholly or in part")
    RUN_FAILED = "run.failed", _("A run failed, took too long or was lost")
    RUN_CANCELLED = "run.cancelled", _("A run was cancelled")
    SLOT_MISSED = "slot.missed", _("A moment of a schedule was missed or refused")
    SLOT_LATE = "slot.late", _("A moment of a schedule ran late")
    SLOT_SKIPPED = "slot.skipped", _("A moment of a schedule was left out for another run")
    DATASET_PUBLISHED = "dataset.published", _("A dataset was published")
    ALERT_OPENED = "alert.opened", _("An alert was opened")
    ALERT_CHANGED = "alert.changed", _("An alert has another kind of trouble")
    ALERT_REPEATED = "alert.repeated", _("An alert is still open")
    ALERT_CLOSED = "alert.closed", _("An alert is over")


PING = "ping"
"""The event of a test, which nobody subscribes to."""


class Webhook(models.Model):
    """Another program that is told of `events`, where it names `tasks` only of theirs.

    What it is sent is signed with `sealed_secret`; for a while after a change of it, with the
    secret before too.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    url = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    tasks = models.JSONField(_("tasks"), default=list)
    sealed_secret = models.TextField()
    sealed_secret_before = models.TextField(blank=True)
    secret_before_until = models.DateTimeField(null=True)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("name",)
        default_permissions = ("change",)

    def __str__(self) -> str:
        return self.name

    def has_two_secrets(self, now: datetime) -> bool:
        """Whether the secret before the present one is still good too."""
        return self.secret_before_until is not None and now < self.secret_before_until

    def wants(self, event: str, tasks: Collection[str]) -> bool:
        """Whether it is to be told of such an event that concerns these tasks."""
        about = not self.tasks or not set(self.tasks).isdisjoint(tasks)
        return self.is_enabled and event in self.events and about


class Delivery(models.Model):
    """One message to one recipient, until it has arrived or is given up.

    `key` is the identity of the message, so that of several processes that write it one does.
    `due_at` is when it is tried (again); while somebody tries, when another one may. Of the last
    attempt there is what was answered (`status_code` and the first words), or the `error` for
    which there is no answer: {code, message, fields}.
    """

    class Kind(models.TextChoices):
        """By which way it goes."""

        EMAIL = "email", _("E-mail")
        WEBHOOK = "webhook", _("Webhook")

    class Status(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("On its way")
        ARRIVED = "arrived", _("Arrived")
        GIVEN_UP = "given_up", _("Given up")

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=191, unique=True)
    kind = models.CharField(_("way"), max_length=8, choices=Kind.choices)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.WAITING
    )
    event = models.CharField(_("event"), max_length=64)
    recipient = models.CharField(_("to"), max_length=254)
    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, null=True, related_name="deliveries"
    )
    alert = models.ForeignKey(
        Alert, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    data = models.JSONField(encoder=DjangoJSONEncoder)
    made_at = models.DateTimeField(_("made"))
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    status_code = models.PositiveSmallIntegerField(_("status code"), null=True)
    answer = models.CharField(_("answer"), max_length=255, blank=True)
    error = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-id",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("status", "id"), name="delivery_by_status"),
            models.Index(fields=("status", "due_at"), name="delivery_by_due"),
            models.Index(fields=("webhook", "id"), name="delivery_by_webhook"),
        )

    def __str__(self) -> str:
        return f"{self.event} to {self.recipient}"

    @property
    def message_id(self) -> str:
        """Its name for a receiver, the same however often it is sent."""
        return f"msg_{self.pk}"

    @property
    def body(self) -> dict[str, Any]:
        """What a receiver gets, to be written as JSON."""
        return {
            "id": self.message_id,
            "type": self.event,
            "timestamp": self.made_at,
            "data": self.data,
        }
