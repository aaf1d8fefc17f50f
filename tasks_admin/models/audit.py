"""Who did what, and when."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One deed of a person or program, written in the transaction of the deed itself."""

    class Action(models.TextChoices):
        """What was done."""

        LAUNCHED = "launched", _("Launched")
        CANCELLED = "cancelled", _("Cancelled")
        TERMINATED = "terminated", _("Terminated")
        RETRIED = "retried", _("Retried")
        KEPT = "kept", _("Kept")
        RELEASED = "released", _("No longer kept")
        PAUSED = "paused", _("Paused")
        RESUMED = "resumed", _("Resumed")
        RESET = "reset", _("Reset")
        CHANGED = "changed", _("Changed")
        REMOVED = "removed", _("Removed")
        EXPORTED = "exported", _("Exported")
        FIXED = "fixed", _("Marked as fixed")
        IGNORED = "ignored", _("Ignored")
        REOPENED = "reopened", _("Opened again")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        SIGNED_IN = "signed_in", _("Signed in")
        REFUSED = "refused", _("Sign-in refused")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    username = models.CharField(_("user"), max_length=150, blank=True)
    action = models.CharField(_("action"), max_length=16, choices=Action.choices)
    subject = models.CharField(_("what"), max_length=191)
    subject_id = models.CharField(max_length=191, blank=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("at",), name="audit_by_time"),
            models.Index(fields=("action", "at"), name="audit_by_action"),
            models.Index(fields=("username", "at"), name="audit_by_user"),
            models.Index(fields=("subject", "at"), name="audit_by_subject"),
            models.Index(fields=("subject_id", "at"), name="audit_by_subject_id"),
        )

    def __str__(self) -> str:
        return f"{self.username} {self.action} {self.subject} {self.subject_id}"
