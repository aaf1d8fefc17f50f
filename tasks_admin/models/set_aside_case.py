"""A row that a task keeps setting aside, from run to run, and what people decided on it."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import pgettext_lazy

from tasks_admin.models.run import Run


class SetAsideCase(models.Model):
    """The same row with the same fault, whichever runs met it.

    `scope` tells looks at different things apart (another company), `fingerprint` the rows. Open
    until somebody marks it fixed or ignored, or a later run no longer meets it (solved). One that
    is ignored stays so when it comes again; one that was fixed or solved is open again.
    """

    class Status(models.TextChoices):
        """How it stands."""

        OPEN = "open", pgettext_lazy("row set aside", "Open")
        FIXED = "fixed", pgettext_lazy("row set aside", "Fixed")
        IGNORED = "ignored", pgettext_lazy("row set aside", "Ignored")
        SOLVED = "solved", pgettext_lazy("row set aside", "Solved")

    id = models.BigAutoField(primary_key=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.OPEN)
    task_name = models.CharField(max_length=191)
    scope = models.CharField(max_length=64)
    source = models.CharField(max_length=191)
    reason = models.CharField(max_length=255)
    row_number = models.PositiveIntegerField()
    column = models.CharField(max_length=191, blank=True)
    key = models.CharField(max_length=191, blank=True)
    value = models.TextField(null=True)
    row = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    seen = models.PositiveIntegerField(default=1)
    first_run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="+")
    last_run = models.ForeignKey(
        Run, on_delete=models.SET_NULL, null=True, related_name="set_aside_cases"
    )
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    username = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    solved_by = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        default_permissions = ("change",)
        indexes = (
            models.Index(fields=("status", "task_name", "source", "reason"), name="case_by_group"),
            models.Index(fields=("task_name", "scope", "status"), name="case_by_scope"),
        )

    def __str__(self) -> str:
        return f"{self.task_name} {self.source} {self.row_number}: {self.reason}"
