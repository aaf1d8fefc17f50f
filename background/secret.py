"""Parameters that nobody may read: never stored, shown or logged in clear."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, SecretStr, WithJsonSchema

from background.kinds import names_of

MASK = "••••••"

Secret = Annotated[SecretStr, WithJsonSchema({"type": "string", "format": "password"})]
"""A text parameter such as a password: `token: Secret`; read it with `token.get_secret_value()`."""


def secret_names(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the parameters that are secret, those that may be left out too."""
    return names_of(SecretStr, model)


def masked(params: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Return parameters as people may see them."""
    hidden = secret_names(model)
    return {
        name: MASK if name in hidden and value is not None else value
        for name, value in params.items()
    }
