"""Circuit breakers, shared by all workers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Breaker(models.Model):
    """One circuit: closed while `open_until` is empty; half-open while a probe is under way."""

    name = models.CharField(max_length=180, unique=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    open_until = models.DateTimeField(_("open until"), null=True)
    probe = models.UUIDField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
