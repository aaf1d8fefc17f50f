"""Posting an event to another program: signed, to the address that was judged, and nowhere else."""

import asyncio
import json
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import httpx
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from background import TransientError, ValidationFailed
from tasks_admin.models import Delivery, Webhook
from tasks_admin.services import resolving, signing

SECONDS = 10.0
"""In all, from the search for the address to the first words of the answer."""
SECONDS_OF_WORDS = 2.0
"""Who answered has answered: its words are not waited for as long."""
MOST_READ = 200
HOST = re.compile(rb"[a-z0-9._-]+|[0-9a-f:.]+")
"""A name as the internet knows it, or the number of a machine."""
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side answered: the status of HTTP and the first words.

    There is no status where something other than a program was written to.
    """

    status_code: int | None = None
    text: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the message has arrived."""
        return self.status_code is None or 200 <= self.status_code < 300


async def post(delivery: Delivery, webhook: Webhook, now: datetime) -> Reply:
    """Send it; return what the other side answered, whatever that is.

    Raises ValidationFailed where it may not be sent there, ConfigError where it cannot be signed,
    and TransientError where nobody answered in time.
    """
    body = json.dumps(delivery.body, cls=DjangoJSONEncoder).encode()
    signed = signing.headers(
        signing.secrets_of(webhook, now),
        message_id=delivery.message_id,
        timestamp=int(now.timestamp()),
        body=body,
    )
    url = judged(webhook.url)
    try:
        async with asyncio.timeout(SECONDS):
            return await _answer(url, body, signed)
    except TimeoutError as error:
        raise TransientError(
            "{host} did not answer within {seconds} seconds", host=url.host, seconds=int(SECONDS)
        ) from error
    except httpx.HTTPError as error:
        raise TransientError(
            "{host} could not be reached: {error}", host=url.host, error=type(error).__name__
        ) from error


def judged(address: str) -> httpx.URL:
    """Return an address in its parts; raises ValidationFailed for one that may not be used.

    Where its host leads is judged when something is sent there.
    """
    allowed = PORTS if settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES else {"https": 443}
    try:
        url = httpx.URL(address)
        is_whole = url.scheme in allowed and HOST.fullmatch(url.raw_host) and not url.userinfo
    except httpx.InvalidURL:
        is_whole = False
    if not is_whole:
        raise ValidationFailed("{url} is no https:// address that can be posted to", url=address)
    return url


async def _answer(url: httpx.URL, body: bytes, headers: dict[str, str]) -> Reply:
    """Connect to the resolved address under the host's own name; follow no redirect, no proxy."""
    host, port = url.raw_host.decode("ascii"), url.port or PORTS[url.scheme]
    address = await asyncio.to_thread(resolving.resolve, host, port)
    pinned = f"[{address}]" if ":" in address else address
    own = {
        "host": url.netloc.decode("ascii"),
        "user-agent": "toolbox-console",
        "content-type": "application/json",
        "accept-encoding": "identity",
    }
    async with (
        httpx.AsyncClient(
            verify=_trusted(), trust_env=False, follow_redirects=False, timeout=SECONDS
        ) as client,
        client.stream(
            "POST",
            url.copy_with(netloc=f"{pinned}:{port}".encode()),
            content=body,
            headers=own | headers,
            extensions={"sni_hostname": host},
        ) as response,
    ):
        return Reply(response.status_code, await _first_words(response))


async def _first_words(response: httpx.Response) -> str:
    """The beginning of what was answered; never more than one piece of it is read."""
    first = b""
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(SECONDS_OF_WORDS):
            first = await anext(response.aiter_raw(), b"")
    return " ".join(first[:MOST_READ].decode("utf-8", "replace").replace("\0", " ").split())


@cache
def _trusted() -> ssl.SSLContext:
    """Who is believed to be who they say; read from its file once."""
    return httpx.create_ssl_context(trust_env=False)
