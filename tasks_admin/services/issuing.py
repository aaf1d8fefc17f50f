"""API tokens: made once, shown once, known afterwards by their digest alone."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from background.errors import NotPossible, ValidationFailed
from tasks_admin.models import ApiToken, AuditEntry, Scope
from tasks_admin.models.api_token import joined
from tasks_admin.services import auditing

PREFIX = "console_"
HINT = len(PREFIX) + 4
LONGEST_NAME = 100
NOTED_EVERY = timedelta(minutes=1)
"""A token that is used all the time is written down as used this often."""


def issue(
    user: Any, name: str, scopes: Collection[Scope], *, expires_at: datetime | None, by: Any
) -> tuple[ApiToken, str]:
    """Make a token; return it and its secret, which nobody can be told again.

    Raises ValidationFailed for a token without a name or scope, or one that has expired already.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise ValidationFailed("Give the token a name of at most {most} letters", most=LONGEST_NAME)
    if not scopes:
        raise ValidationFailed("Choose at least one thing that the token is good for")
    now = timezone.now()
    if expires_at is not None and expires_at <= now:
        raise ValidationFailed("The token would have expired already: give a later day")
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=user,
            name=name,
            hint=secret[:HINT],
            digest=digest(secret),
            scopes=joined(scopes),
            created_at=now,
            expires_at=expires_at,
        )
        _note(token, by, "issued")
    return token, secret


def revoke(token: ApiToken, *, by: Any) -> None:
    """End a token now; raises NotPossible for one that was revoked before."""
    with transaction.atomic():
        live = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
        if not live.update(revoked_at=timezone.now()):
            raise NotPossible("The token was revoked before")
        _note(token, by, "revoked")


def admit(secret: str) -> ApiToken | None:
    """Return the token of that secret with its user, noted as used; None for none that is good."""
    token = ApiToken.objects.select_related("user").filter(digest=digest(secret)).first()
    now = timezone.now()
    if token is None or not token.is_good(now) or not token.user.is_active:
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at < now - NOTED_EVERY:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token


def digest(secret: str) -> str:
    """Return what is kept of a secret; it is random enough to need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _note(token: ApiToken, by: Any, deed: str) -> None:
    auditing.note(
        AuditEntry.Action.CHANGED,
        "api_token",
        token.pk,
        user=by,
        name=token.name,
        deed=deed,
        owner=token.user.get_username(),
        scopes=token.scopes,
    )
