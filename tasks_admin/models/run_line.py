"""The log of a run, a row a line."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from background import Level
from tasks_admin.models.run import Run


class RunLine(models.Model):
    """One log line: a sentence template and the fields that fill it."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="lines")
    attempt = models.PositiveIntegerField()
    at = models.DateTimeField()
    level = models.CharField(max_length=8, choices=[(level.value, level.value) for level in Level])
    message = models.TextField()
    fields = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("run", "id"), name="line_by_run"),)

    def __str__(self) -> str:
        return self.message
