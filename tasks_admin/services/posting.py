"""Posting an event to another program: signed, to the address that was judged, and nowhere else."""

import json
from datetime import datetime
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from background import TransientError, ValidationFailed
from tasks_admin.models import Delivery, Webhook
from tasks_admin.services import resolving, signing

TIMEOUTS = httpx.Timeout(10, connect=5)
MOST_READ = 200
PORTS = {"https": 443, "http": 80}


def post(delivery: Delivery, webhook: Webhook, now: datetime) -> str:
    """Send it; return what the other side answered, in short.

    Raises ValidationFailed where it may not be sent there, TransientError where it did not arrive.
    """
    body = json.dumps(
        {"type": delivery.event, "timestamp": delivery.made_at, "data": delivery.data},
        cls=DjangoJSONEncoder,
    ).encode()
    signed = signing.headers(
        signing.unseal(webhook.sealed_secret),
        message_id=f"msg_{delivery.pk}",
        timestamp=int(now.timestamp()),
        body=body,
    )
    return _answer(webhook.url, body, {**signed, "content-type": "application/json"})


def _answer(url: str, body: bytes, headers: dict[str, str]) -> str:
    """Connect to the resolved address under the host's own name; follow no redirect, no proxy."""
    parts = urlsplit(url)
    host, port = _judged(url)
    address = resolving.resolve(host, port)
    pinned = f"[{address}]" if ":" in address else address
    target = httpx.URL(url).copy_with(netloc=f"{pinned}:{port}".encode())
    try:
        with (
            httpx.Client(trust_env=False, follow_redirects=False, timeout=TIMEOUTS) as client,
            client.stream(
                "POST",
                target,
                content=body,
                headers={"host": parts.netloc, "user-agent": "toolbox-console", **headers},
                extensions={"sni_hostname": host},
            ) as response,
        ):
            return _judge(response)
    except httpx.HTTPError as error:
        raise TransientError(
            "{host} could not be reached: {error}", host=host, error=type(error).__name__
        ) from error


def _judge(response: httpx.Response) -> str:
    first = next(response.iter_bytes(MOST_READ), b"")[:MOST_READ]
    text = " ".join(first.decode("utf-8", "replace").split())
    if not response.is_success:
        raise TransientError("It answered {status}: {text}", status=response.status_code, text=text)
    return f"{response.status_code} {text}".strip()


def _judged(url: str) -> tuple[str, int]:
    """The host and port of an address that may be used at all."""
    parts = urlsplit(url)
    allowed = PORTS if settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES else {"https": 443}
    try:
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if parts.scheme not in allowed or not parts.hostname or parts.username or not port:
        raise ValidationFailed("{url} is no https:// address that can be posted to", url=url)
    return parts.hostname, port
