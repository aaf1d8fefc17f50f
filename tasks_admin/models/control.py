"""The totals of a run that must tie."""

from decimal import Decimal

from django.db import models

from tasks_admin.models.run import Run


class RunControl(models.Model):
    """One control total as the job recorded it; amounts in the currency `unit` names."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="controls")
    label = models.CharField(max_length=255)
    actual = models.DecimalField(max_digits=24, decimal_places=6)
    expected = models.DecimalField(max_digits=24, decimal_places=6)
    tolerance = models.DecimalField(max_digits=24, decimal_places=6)
    unit = models.CharField(max_length=16, blank=True)
    ties = models.BooleanField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.label

    @property
    def difference(self) -> Decimal:
        """By how much the two are apart, signed."""
        return self.actual - self.expected
