"""Signing in by name and password, at the console's door and at that of Django's admin."""

from math import ceil
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from tasks_admin.addresses import address_of
from tasks_admin.services import slowing

MINUTE = 60


class SlowedBackend(ModelBackend):
    """Looks at no password while the one who tries has to wait."""

    def authenticate(self, request: HttpRequest | None, **given: Any) -> User | None:  # type: ignore[override]  # how Django calls it
        """Return the user whose password it is; raises PermissionDenied before the wait is over."""
        name = str(given.get("username") or "")
        if request is not None and slowing.wait(name, address_of(request)):
            raise PermissionDenied
        return super().authenticate(request, **given)


class TooSoon(ValidationError):
    """Whoever tries must wait so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(_in_words(seconds))
        self.seconds = seconds


class SignInForm(AuthenticationForm):
    """Says how long to wait."""

    def get_invalid_login_error(self) -> ValidationError:
        """Return the sentence for whoever must wait, else that name and password do not fit."""
        name = str(self.cleaned_data.get("username", ""))
        seconds = slowing.wait(name, address_of(self.request)) if self.request else 0
        if not seconds:
            return super().get_invalid_login_error()
        return TooSoon(ceil(seconds))


class AdminSignInForm(SignInForm, AdminAuthenticationForm):
    """The same for Django's admin."""


def _in_words(seconds: int) -> str:
    begin = gettext("Too many attempts have failed.")
    if seconds < 2 * MINUTE:
        told = ngettext("Wait {count} second.", "Wait {count} seconds.", seconds)
        return f"{begin} {told.format(count=seconds)}"
    minutes = ceil(seconds / MINUTE)
    told = ngettext("Wait {count} minute.", "Wait {count} minutes.", minutes)
    return f"{begin} {told.format(count=minutes)}"
