"""One try at a run: which worker, how long, and how it ended."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks_admin.models.run import Run


class Outcome(models.TextChoices):
    """How an attempt ended; empty while it works."""

    SUCCEEDED = "succeeded", _("Succeeded")
    PARTIAL = "partial", _("Partial")
    RETRY = "retry", _("To be retried")
    POSTPONED = "postponed", _("Postponed")
    FAILED = "failed", _("Failed")
    TIMED_OUT = "timed_out", _("Timed out")
    CANCELLED = "cancelled", _("Cancelled")
    LOST = "lost", _("Worker lost")


class Attempt(models.Model):
    """One row for each time a worker claimed the run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    worker = models.CharField(max_length=191)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    error_class = models.CharField(max_length=191, blank=True)
    error = models.JSONField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("run", "number"), name="attempt_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.run_id} #{self.number}"

    @property
    def duration(self) -> timedelta | None:
        """How long it worked; None while it does."""
        return self.finished_at - self.started_at if self.finished_at else None
