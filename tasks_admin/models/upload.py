"""Files that runs were given."""

from django.db import models

from tasks_admin.models.run import Run


class Upload(models.Model):
    """One file by its content, however many runs were given it; it goes with the last of them.

    `stored_at` is when somebody last handed it over: one without runs is kept a while, because
    its launch may be under way.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField()
    runs = models.ManyToManyField(Run, related_name="uploads")

    def __str__(self) -> str:
        return self.sha256
