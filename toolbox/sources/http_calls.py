"""One HTTP call to a source: time-outs, retries of what may pass, and its failures in words."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential

from toolbox.sources.errors import SourceFailed, SourceUnavailable

Answer = TypeVar("Answer")

BUSY = frozenset({429, 502, 503, 504})
"""Statuses that say "not now" rather than "no"."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a source is waited for, and how often it is asked again; seconds throughout."""

    sheets: float = 60
    erp: float = 120
    rates: float = 30
    attempts: int = 3
    first_wait: float = 2
    longest_wait: float = 10
    longest_retry_after: float = 60
    least_bytes_per_second: int = 10_000


def persist(patience: Patience, ask: Callable[[], Answer]) -> Answer:
    """Return what `ask` returns, asking again after SourceUnavailable as patience allows.

    A wait that the source itself asked for is kept to, up to a limit.
    """
    retrying = Retrying(
        stop=stop_after_attempt(patience.attempts),
        retry=retry_if_exception_type(SourceUnavailable),
        wait=lambda state: _wait(patience, state),
        reraise=True,
    )
    return retrying(ask)


def _wait(patience: Patience, state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, SourceUnavailable) else None
    if asked is not None:
        return min(asked.total_seconds(), patience.longest_retry_after)
    backoff = wait_exponential(
        multiplier=patience.first_wait, min=patience.first_wait, max=patience.longest_wait
    )
    return float(backoff(state))


@contextmanager
def told_as_failures(source: str) -> Iterator[None]:
    """What httpx raises inside is raised as SourceFailed or SourceUnavailable of the source."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise failure_of(error, source) from error


def failure_of(error: httpx.HTTPError | httpx.InvalidURL, source: str) -> SourceFailed:
    """Return the named failure that an error of the transport means."""
    match error:
        case httpx.TooManyRedirects():
            return SourceFailed(
                "{source} sends every call on to another address without end. "
                "Publish its script again and update the address in the settings.",
                source=source,
            )
        case httpx.TimeoutException():
            return SourceUnavailable(
                "{source} did not answer in time. Run again later; if it stays slow, "
                "ask whoever runs it.",
                source=source,
            )
        case httpx.RemoteProtocolError():
            return SourceUnavailable(
                "{source} broke off its answer in the middle. Run again; "
                "if it happens again, its server cuts long answers short.",
                source=source,
            )
        case httpx.TransportError() if not isinstance(error, httpx.UnsupportedProtocol):
            return SourceUnavailable(
                "{source} cannot be reached ({detail}). Check the network and its address "
                "in the settings.",
                source=source,
                detail=type(error).__name__,
            )
        case _:
            return SourceFailed(
                "{source} has an address that cannot be called. Correct it in the settings.",
                source=source,
            )


def refuse_status(response: httpx.Response, source: str) -> None:
    """Raise what the status of an answer means, unless it is a success."""
    status = response.status_code
    if status in BUSY:
        raise SourceUnavailable(
            "{source} is overloaded or down for the moment (status {status}). Run again later.",
            source=source,
            status=status,
            retry_after=retry_after_of(response, datetime.now(UTC)),
        )
    if not response.is_success:
        raise SourceFailed(
            "{source} refused the request with status {status}. "
            "Check its address and sign-in in the settings, or ask whoever runs it.",
            source=source,
            status=status,
        )


def retry_after_of(response: httpx.Response, now: datetime) -> timedelta | None:
    """Return the wait that the answer asks for, in seconds or until a date; None if it does not."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdigit():
        return timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware - now if aware > now else timedelta()


def body_of(
    response: httpx.Response, *, seconds: float, least_bytes_per_second: int
) -> Iterator[bytes]:
    """Yield the body as it comes in; raise ReadTimeout when it merely drips.

    A time-out of the transport only notices silence: an answer that still comes in after
    `seconds` must have kept up a least speed.
    """
    begun, received = time.monotonic(), 0
    for chunk in response.iter_bytes():
        received += len(chunk)
        elapsed = time.monotonic() - begun
        if elapsed > seconds and received < elapsed * least_bytes_per_second:
            raise httpx.ReadTimeout("the answer drips", request=response.request)
        yield chunk
