"""When an attempt is repeated, and how long after."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, OperationalError
from hypothesis import given
from hypothesis import strategies as st

from background import ConfigError, JobFailed, NotFound, TransientError, ValidationFailed
from background.retry import POLICIES, is_retriable, is_transient


@pytest.mark.parametrize(
    ("name", "retries", "first", "second", "cap"),
    [
        ("standard", 3, 60, 120, 300),
        ("aggressive", 5, 30, 60, 600),
        ("high_priority", 3, 120, 240, 600),
        ("long_running", 2, 300, 600, 900),
    ],
)
def test_the_documented_delays_are_the_real_ones(
    name: str, retries: int, first: int, second: int, cap: int
) -> None:
    policy = POLICIES[name]
    longest = [policy.delay(n, random=lambda: 1.0).total_seconds() for n in (0, 1, 20)]
    assert (policy.retries, longest) == (retries, [first, second, cap])


@given(retry=st.integers(0, 40), chance=st.floats(0, 1))
def test_half_of_a_delay_is_fixed_and_half_random(retry: int, chance: float) -> None:
    policy = POLICIES["standard"]
    full = policy.delay(retry, random=lambda: 1.0)
    assert full / 2 <= policy.delay(retry, random=lambda: chance) <= full


def test_the_other_sides_retry_after_is_honoured() -> None:
    asked = timedelta(minutes=20)
    assert POLICIES["standard"].delay(0, retry_after=asked) == asked


@pytest.mark.parametrize(
    ("error", "retriable"),
    [
        (ConnectionError("gone"), True),
        (TimeoutError("slow"), True),
        (TransientError("busy"), True),
        (JobFailed("no"), False),
        (ValidationFailed("no"), False),
        (ConfigError("no"), False),
        (NotFound("no"), False),
        (IntegrityError("twice"), False),
        (DataError("too long"), False),
        (ObjectDoesNotExist("no"), False),
        (OperationalError("server has gone away"), True),
        (ValueError("unknown"), True),
    ],
)
def test_what_is_invalid_missing_or_wrongly_configured_is_not_tried_again(
    error: Exception, retriable: bool
) -> None:
    assert is_retriable(error) is retriable


@pytest.mark.parametrize(
    ("error", "transient"),
    [
        (ConnectionError("gone"), True),
        (TransientError("busy"), True),
        (ValueError("unknown"), False),
        (JobFailed("no"), False),
    ],
)
def test_a_circuit_breaker_counts_only_what_comes_from_outside(
    error: Exception, transient: bool
) -> None:
    assert is_transient(error) is transient
