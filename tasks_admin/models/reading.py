"""Who is reading, and which things that person is limited to.

A door says it once, with `reading`; whatever is read behind it through `Run.seen`, the rows of
datasets or the list of schedules shows no other things. Where nobody reads (a worker, the beat, a
command), everything is seen.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tasks_admin.models.limit import UserLimit

EVERY = "*"
_reader: ContextVar[Callable[[], Any] | None] = ContextVar("reader", default=None)


def place_of(scope: str, value: str = EVERY) -> str:
    """Return what is stored of a run that belongs to a thing, or to all of them."""
    return f"{scope}:{value}"


@dataclass(frozen=True, slots=True)
class Limits:
    """The things that a user may see, by scope; a scope that is not among them is seen whole."""

    allowed: Mapping[str, frozenset[str]]

    @property
    def digest(self) -> str:
        """A short text that is the same for the same limits, for the keys of caches."""
        said = sorted((scope, sorted(values)) for scope, values in self.allowed.items())
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]

    def sees(self, scope: str, value: str | None) -> bool:
        """Whether a thing of a scope is seen; None are all of them."""
        return scope not in self.allowed or value in self.allowed[scope]

    def of_runs(self) -> Q:
        """Return the condition that runs fulfil which belong to nothing else."""
        condition = Q()
        for scope, values in self.allowed.items():
            places = [place_of(scope, value) for value in values]
            condition &= ~Q(scope__startswith=place_of(scope, "")) | Q(scope__in=places)
        return condition


@contextmanager
def reading(reader: Callable[[], Any]) -> Iterator[None]:
    """Let what is read inside be what this user may see; asked for only when something is read."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


def current() -> Limits | None:
    """Return the limits of whoever reads; None where there are none."""
    reader = _reader.get()
    return limits_of(reader()) if reader else None


def kept_for_reader(key: str) -> str:
    """Return the key of a cache, another one for readers with other limits."""
    limits = current()
    return f"{key}:{limits.digest}" if limits else key


def limits_of(user: Any) -> Limits | None:
    """Return the limits of a user, read once for each user in hand; None where there are none."""
    if user is None or not user.is_authenticated:
        return None
    if not hasattr(user, "known_limits"):
        allowed: dict[str, set[str]] = {}
        for scope, value in UserLimit.objects.filter(user=user).values_list("scope", "value"):
            allowed.setdefault(scope, set()).add(value)
        sets = {scope: frozenset(values) for scope, values in allowed.items()}
        user.known_limits = Limits(sets) if sets else None
    known: Limits | None = user.known_limits
    return known
