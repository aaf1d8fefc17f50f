"""Signs of life of the processes that do the work."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

STALE_AFTER = timedelta(seconds=30)


class Heartbeat(models.Model):
    """The last sign of life of one worker or beat; nobody asks them, they report.

    `slots` is how many runs the worker carries out at once.
    """

    class Kind(models.TextChoices):
        """What sort of process reports."""

        WORKER = "worker", _("Worker")
        BEAT = "beat", _("Scheduler")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=180)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    queues = models.JSONField(default=list)
    slots = models.PositiveSmallIntegerField(db_default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "name"), name="heartbeat_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def is_stale(self, now: datetime) -> bool:
        """Whether the last sign of life is too old to believe in."""
        return now - self.seen_at > STALE_AFTER
