"""What leaves the console by itself: addresses of other programs, and every single delivery."""

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks_admin.models.alert import Alert


class Webhook(models.Model):
    """Another program that is told of events; `sealed_secret` signs what it is sent."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    url = models.CharField(
        _("address"), max_length=500, validators=[URLValidator(schemes=["https", "http"])]
    )
    events = models.JSONField(
        _("events"),
        default=list,
        blank=True,
        help_text=_("A list of names such as alert.opened, or of their beginnings; empty: all."),
    )
    sealed_secret = models.TextField(editable=False)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def wants(self, event: str) -> bool:
        """Whether it is to be told of such an event."""
        return self.is_enabled and (
            not self.events
            or any(event == one or event.startswith(f"{one}.") for one in self.events)
        )


class Delivery(models.Model):
    """One message to one recipient, until it has arrived or is given up.

    `key` is the identity of the message, so that of several processes that write it one does.
    `due_at` is when it is tried (again); while somebody tries, when another one may.
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
    answer = models.CharField(_("answer"), max_length=255, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-id",)
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=("status", "due_at"), name="delivery_by_due"),
            models.Index(fields=("webhook", "id"), name="delivery_by_webhook"),
        )

    def __str__(self) -> str:
        return f"{self.event} to {self.recipient}"
