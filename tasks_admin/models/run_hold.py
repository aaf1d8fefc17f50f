"""Which run is in a place that only one may have."""

from django.db import models

from tasks_admin.models.run import Run


class RunHold(models.Model):
    """A run's place behind a lock: 0 works (or may), 1 waits until 0 has ended.

    One run waits for each task and values that take the lock: `line` tells them apart, blank for
    the one that works. The unique index decides who is first when two launches happen together.
    """

    run = models.OneToOneField(Run, on_delete=models.CASCADE, primary_key=True, related_name="hold")
    key = models.CharField(max_length=191)
    position = models.PositiveSmallIntegerField(default=0)
    line = models.CharField(max_length=191, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("key", "position", "line"), name="hold_once"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.position}"
