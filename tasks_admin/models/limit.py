"""Which things a user is limited to; whoever has no such row sees all of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserLimit(models.Model):
    """One thing of a scope, such as one company, that the user sees and may launch runs for.

    With one row of a scope, the user is limited to the things of that scope that have rows.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="limits"
    )
    scope = models.CharField(_("kind"), max_length=64)
    value = models.CharField(_("limited to"), max_length=64)

    class Meta:
        verbose_name = _("limit of a user")
        verbose_name_plural = _("limits of users")
        constraints = (
            models.UniqueConstraint(fields=("user", "scope", "value"), name="limit_once"),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.scope} {self.value}"
