"""Who calls: a program with a token, or a browser that is signed in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja.errors import ValidationError as WrongRequest
from ninja.security import APIKeyCookie, HttpBearer
from pydantic import BaseModel

from background import TaskSpec
from background.errors import NotAllowed
from tasks_admin.access import SCOPES, Right, may, may_launch
from tasks_admin.addresses import address_of
from tasks_admin.services import issuing, metering

STANDING = "api_standing"
"""Where a request notes how its caller stands, for the headers of the answer."""


@dataclass(frozen=True)
class Caller:
    """A user, and what this way of calling leaves of the user's rights.

    `rights` is None where nothing is taken away. `name` counts the calls: one for each token.
    """

    user: Any
    name: str
    rights: frozenset[Right] | None = None

    def __str__(self) -> str:
        return self.name

    def may(self, right: Right) -> bool:
        """Whether the caller holds the right, and the token is good for it."""
        return may(self.user, right) and (self.rights is None or right in self.rights)

    def may_launch(self, spec: TaskSpec) -> bool:
        """Whether the caller may start the task."""
        return self.may(Right.LAUNCH) and self.covers(spec) and may_launch(self.user, spec)

    def covers(self, spec: TaskSpec) -> bool:
        """Whether this way of calling leaves the right that the task itself asks for.

        Only the rights of the console are known to tokens; others are the user's alone.
        """
        is_known = spec.permission in set(Right)
        return self.rights is None or not is_known or spec.permission in self.rights

    def check(self, right: Right) -> None:
        """Raise NotAllowed unless the caller holds the right."""
        if not self.may(right):
            raise NotAllowed("This needs the right {right}", right=right.value)


class Token(HttpBearer):
    """`Authorization: Bearer console_…`."""

    def __init__(self, right: Right) -> None:
        super().__init__()
        self.right = right

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return the caller of a token that is good; raises NotAllowed without the right."""
        found = issuing.admit(token)
        if found is None:
            return None
        request.user = found.user
        rights = frozenset(right for scope in found.scope_set for right in SCOPES[scope])
        return _let_in(request, self.right, Caller(found.user, f"token-{found.pk}", rights))


class Session(APIKeyCookie):
    """The cookie of a browser that is signed in; what changes something needs its CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, right: Right) -> None:
        super().__init__()
        self.right = right

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Return the caller who is signed in; only such a one is asked for the CSRF token.

        This way is tried last: who does not come in here has shown nothing that is good.
        """
        if not request.user.is_authenticated:
            metering.refused(address_of(request), timezone.now())
            return None
        caller: Caller | None = super().__call__(request)
        return caller

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller:
        """Return the caller; raises NotAllowed without the right."""
        return _let_in(request, self.right, Caller(request.user, f"user-{request.user.pk}"))


def needs(right: Right) -> list[Token | Session]:
    """Return the ways in to an operation: 401 for strangers, 403 for callers without the right."""
    return [Token(right), Session(right)]


def caller_of(request: HttpRequest) -> Caller:
    """Return who was let in."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def known_only(request: HttpRequest, wanted: type[BaseModel]) -> None:
    """Refuse an address with a value that asks for nothing known: a slip would ask for all."""
    strange = sorted(set(request.GET) - set(wanted.model_fields))
    if strange:
        error = {"msg": gettext("One cannot ask for this."), "type": "extra_forbidden"}
        raise WrongRequest([{"loc": ("query", name), **error} for name in strange])


def standing_of(request: HttpRequest) -> metering.Standing | None:
    """Return how the caller of a request stands, where it was one of the API."""
    return getattr(request, STANDING, None)


def _let_in(request: HttpRequest, right: Right, caller: Caller) -> Caller:
    standing = metering.call(caller.name, address_of(request), timezone.now())
    setattr(request, STANDING, standing)
    caller.check(right)
    return caller
