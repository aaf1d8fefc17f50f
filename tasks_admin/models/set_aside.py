"""Rows of a source that a run could not use."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tasks_admin.models.run import Run


class SetAsideRow(models.Model):
    """One row set aside: where it stood, which value, and the reason as a sentence template."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="set_aside_rows")
    source = models.CharField(max_length=191)
    row_number = models.PositiveIntegerField()
    column = models.CharField(max_length=191, blank=True)
    key = models.CharField(max_length=191, blank=True)
    value = models.TextField(null=True)
    reason = models.CharField(max_length=255)
    row = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.source} {self.row_number}: {self.reason}"
