"""When a failed attempt is tried again, and how long after."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import random

from background.errors import DeclarationError, TaskError, TransientError

TRANSIENT_ERRORS = (ConnectionError, TimeoutError)
FINAL_ERRORS = frozenset(
    {
        "ValidationError",
        "PydanticSerializationError",
        "IntegrityError",
        "DataError",
        "ObjectDoesNotExist",
        "ImproperlyConfigured",
    }
)
"""By name, because they are other libraries' own: pydantic's, Django's, the database drivers'."""


@dataclass(frozen=True)
class RetryPolicy:
    """How often an attempt is repeated, and the wait before each repetition.

    The n-th wait (from 0) is `first * 2**n`, at most `cap`; half of it is fixed and half random,
    so that many runs that failed together do not come back together.
    """

    name: str
    retries: int
    first: timedelta = timedelta(0)
    cap: timedelta = timedelta(0)

    def delay(
        self,
        retry: int,
        *,
        retry_after: timedelta | None = None,
        random: Callable[[], float] = random,
    ) -> timedelta:
        """Return the wait before repetition `retry` (from 0); never less than `retry_after`."""
        full = min(self.first * 2.0**retry, self.cap)
        wait = full / 2 + full / 2 * random()
        return max(wait, retry_after or timedelta(0))


def _policy(name: str, retries: int, first: int, cap: int) -> RetryPolicy:
    return RetryPolicy(name, retries, timedelta(seconds=first), timedelta(seconds=cap))


POLICIES = {
    policy.name: policy
    for policy in (
        _policy("standard", 3, 60, 300),
        _policy("aggressive", 5, 30, 600),
        _policy("high_priority", 3, 120, 600),
        _policy("long_running", 2, 300, 900),
        RetryPolicy("no_retry", 0),
    )
}


def policy(named: str | RetryPolicy) -> RetryPolicy:
    """Return the policy itself, or the one of that name; raise DeclarationError if unknown."""
    if isinstance(named, RetryPolicy):
        return named
    if named not in POLICIES:
        raise DeclarationError(
            "Unknown retry policy {name}; there are {known}",
            name=named,
            known=", ".join(POLICIES),
        )
    return POLICIES[named]


def is_retriable(error: Exception) -> bool:
    """Return whether a later attempt may succeed.

    Not where something is invalid, missing, wrongly configured or at odds with the database; of
    any other error nobody knows, so it is tried again.
    """
    if isinstance(error, TaskError):
        return error.retriable
    return FINAL_ERRORS.isdisjoint(kind.__name__ for kind in type(error).__mro__)


def is_transient(error: Exception) -> bool:
    """Return whether something outside did not answer: what circuit breakers count."""
    if isinstance(error, TaskError):
        return error.retriable
    return isinstance(error, TRANSIENT_ERRORS)


def asked_wait(error: Exception) -> timedelta | None:
    """Return the wait that the other side asked for, if the error carries one."""
    return error.retry_after if isinstance(error, TransientError) else None
