"""API tokens, as their owners see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tasks_admin.models import ApiToken, Scope


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token; `is_good` says whether it still opens anything."""

    id: int
    name: str
    hint: str
    username: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    is_good: bool


def tokens_of(user: Any, now: datetime) -> list[TokenRow]:
    """Return a user's tokens, newest first."""
    return _rows(ApiToken.objects.filter(user=user).select_related("user"), now)


def all_tokens(now: datetime) -> list[TokenRow]:
    """Return everybody's tokens, newest first."""
    return _rows(ApiToken.objects.select_related("user"), now)


def _rows(tokens: Iterable[ApiToken], now: datetime) -> list[TokenRow]:
    return [
        TokenRow(
            id=one.pk,
            name=one.name,
            hint=one.hint,
            username=one.user.get_username(),
            scopes=[str(Scope(scope).label).partition(":")[0] for scope in sorted(one.scope_set)],
            created_at=one.created_at,
            expires_at=one.expires_at,
            revoked_at=one.revoked_at,
            last_used_at=one.last_used_at,
            is_good=one.is_good(now),
        )
        for one in tokens
    ]
