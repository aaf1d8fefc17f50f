"""What a publication changed in a dataset."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tasks_admin.models.dataset_version import DatasetVersion
from tasks_admin.models.run import Run


class DatasetDifference(models.Model):
    """A version compared with the one before it, row by row and in its totals.

    Of a dry run there is no `version`: it tells what would change. `totals` holds for each
    currency the rows and the sum of each measure, before and after; `columns` how many changed
    rows differ in each column; `largest` the rows that weigh most. `file` has those and more, up
    to `kept` rows, one JSON line each; its rows are of the shape of `largest`.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="differences")
    dataset = models.CharField(max_length=191)
    version = models.OneToOneField(
        DatasetVersion, on_delete=models.CASCADE, null=True, related_name="difference"
    )
    before = models.ForeignKey(
        DatasetVersion, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    has_rows = models.BooleanField(default=True)
    added = models.PositiveBigIntegerField(default=0)
    gone = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    totals = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    columns = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    largest = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    kept = models.PositiveIntegerField(default=0)
    file = models.FileField(max_length=255, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("run", "dataset"), name="difference_of_run_once"),
        )

    def __str__(self) -> str:
        return f"{self.dataset}: +{self.added} -{self.gone} ~{self.changed}"

    @property
    def differing(self) -> int:
        """How many rows are added, gone or changed."""
        return self.added + self.gone + self.changed
