"""Tokens with which programs speak for a user."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a token is good for, of all that its user may do."""

    READ = "read", _("Read: runs, logs, files, datasets, schedules")
    LAUNCH = "launch", _("Launch: start, stop and repeat runs")
    SCHEDULE = "schedule", _("Schedule: make, change and pause schedules")
    ADMIN = "admin", _("Admin: everything that the user may do")


class ApiToken(models.Model):
    """One token; only its SHA-256 is kept, and `hint`, its first characters, to tell it by.

    `scopes` are the values of `Scope`, separated by blanks.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(_("name"), max_length=100)
    hint = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=100)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    last_used_at = models.DateTimeField(_("last used"), null=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @property
    def scope_set(self) -> frozenset[Scope]:
        """The scopes as enum members."""
        return frozenset(Scope(word) for word in self.scopes.split())

    def is_good(self, now: datetime) -> bool:
        """Whether it opens anything at that moment."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def joined(scopes: Iterable[Scope]) -> str:
    """Return scopes as they are stored, in the order of their declaration."""
    chosen = set(scopes)
    return " ".join(scope.value for scope in Scope if scope in chosen)
