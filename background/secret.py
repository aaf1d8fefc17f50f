"""Parameters that nobody may read: never stored, shown or logged in clear."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr, WithJsonSchema

from background.fields import bare

MASK = "••••••"

Secret = Annotated[SecretStr, WithJsonSchema({"type": "string", "format": "password"})]
"""A text parameter such as a password: `token: Secret`; read it with `token.get_secret_value()`."""


@cache
def secret_names(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the parameters that are secret, those that may be left out too."""
    return frozenset(
        name for name, info in model.model_fields.items() if _is_secret(info.annotation)
    )


def buried_secrets(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of parameters with a secret somewhere inside, where none can be sealed."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if not _is_secret(info.annotation) and SecretStr in _parts(info.annotation)
    )


def masked(params: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Return parameters as people may see them."""
    hidden = secret_names(model)
    return {
        name: MASK if name in hidden and value is not None else value
        for name, value in params.items()
    }


def _is_secret(annotation: Any) -> bool:
    """Whether it is `Secret` or `Secret | None`."""
    is_choice = get_origin(annotation) in (Union, UnionType)
    parts = {bare(part) for part in (get_args(annotation) if is_choice else (annotation,))}
    return parts in ({SecretStr}, {SecretStr, NoneType})


def _parts(annotation: Any) -> Iterator[Any]:
    """Everything a type is made of."""
    yield annotation
    inner = get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        inner = tuple(info.annotation for info in annotation.model_fields.values())
    for part in inner:
        yield from _parts(part)
