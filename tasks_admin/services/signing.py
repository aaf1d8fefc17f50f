"""Signing what is sent to other programs, as standardwebhooks.com describes it.

A receiver knows by the signature that the console sent it, and by the moment in it that it is not
an old message sent again.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from background import ConfigError
from tasks_admin.models import Webhook

PREFIX = "whsec_"
BYTES = 32


def new_secret() -> str:
    """Return a new secret, as receivers are given it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def seal(secret: str) -> str:
    """Return the secret as it is stored."""
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Return a stored secret; raises ConfigError when the SECRET_KEY is another one now."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise ConfigError(
            "The secret of a webhook cannot be read: SECRET_KEY has changed"
        ) from error


def secrets_of(webhook: Webhook, now: datetime) -> list[str]:
    """Return what a webhook's messages are signed with: its secret, for a while the one before too.

    Raises ConfigError as `unseal`.
    """
    sealed = [webhook.sealed_secret]
    if webhook.has_two_secrets(now):
        sealed.append(webhook.sealed_secret_before)
    return [unseal(one) for one in sealed]


def headers(
    secrets: Sequence[str], *, message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """Return the headers that name, date and sign a message, once with each secret."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(one, signed)}" for one in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _fernet() -> Fernet:
    key = hashlib.sha256(b"webhooks:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
