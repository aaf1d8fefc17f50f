"""Files that runs keep for download."""

from django.db import models

from tasks_admin.models.run import Run


class Artifact(models.Model):
    """One file of a run: the name people see, and where it lies below MEDIA_ROOT."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="artifacts")
    name = models.CharField(max_length=191)
    file = models.FileField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("run", "name"), name="artifact_name_once"),)

    def __str__(self) -> str:
        return self.name
