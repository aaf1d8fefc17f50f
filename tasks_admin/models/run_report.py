"""What came out of a run, apart from the run row because it can be big."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tasks_admin.models.run import Run


class RunReport(models.Model):
    """The result in JSON: a `Report` of the kit (`is_report`) or the job's own value."""

    run = models.OneToOneField(
        Run, on_delete=models.CASCADE, primary_key=True, related_name="report"
    )
    is_report = models.BooleanField(default=False)
    result = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    traceback = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.run_id)
