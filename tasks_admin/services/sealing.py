"""Secret parameters are stored sealed; only the worker opens them."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from pydantic import BaseModel, SecretStr

from background import ConfigError
from background.secret import secret_names

SEALED = "sealed"


def seal(judged: BaseModel) -> dict[str, Any]:
    """Return the parameters as JSON values, the secret ones sealed with the SECRET_KEY."""
    plain = judged.model_dump(mode="json")
    for name in secret_names(type(judged)):
        secret: SecretStr | None = getattr(judged, name)
        if secret is not None:
            token = _fernet().encrypt(secret.get_secret_value().encode())
            plain[name] = {SEALED: token.decode()}
    return plain


def unseal(stored: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Return stored parameters with the secret ones in clear, to be judged by the worker.

    Raises ConfigError when the SECRET_KEY is another one than when they were sealed.
    """
    opened = dict(stored)
    for name in secret_names(model) & set(opened):
        if opened[name] is None:
            continue
        try:
            opened[name] = _fernet().decrypt(opened[name][SEALED].encode()).decode()
        except InvalidToken as error:
            raise ConfigError(
                "The secret parameter {name} cannot be read: SECRET_KEY has changed", name=name
            ) from error
    return opened


def open_stored(stored: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Return values of which some may be sealed, those in clear; raises ConfigError as `unseal`."""
    sealed = {
        name: one for name, one in stored.items() if isinstance(one, dict) and set(one) == {SEALED}
    }
    return dict(stored) | unseal(sealed, model)


def _fernet() -> Fernet:
    key = hashlib.sha256(b"parameters:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
