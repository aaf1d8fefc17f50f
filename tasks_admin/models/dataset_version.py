"""Which run made the live version of each dataset, and as of when."""

from django.db import models

from tasks_admin.models.run import Run


class DatasetVersion(models.Model):
    """One publication of a dataset; the newest row of a dataset is what readers see.

    `as_of` is the business day the figures speak of, `published_at` when they were swapped in,
    `fresh_until` what the dataset promised at that time; the console judges by what it promises
    now, this is for who reads the database alone.
    """

    dataset = models.CharField(max_length=191)
    run = models.ForeignKey(
        Run, on_delete=models.SET_NULL, null=True, related_name="dataset_versions"
    )
    as_of = models.DateField()
    rows = models.PositiveBigIntegerField()
    rows_before = models.PositiveBigIntegerField()
    published_at = models.DateTimeField()
    fresh_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("dataset", "-id"), name="version_by_dataset"),)

    def __str__(self) -> str:
        return f"{self.dataset} {self.as_of}"
