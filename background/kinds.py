"""Which parameters of a model are of a type: what is sealed, what is kept as a file."""

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from background.fields import bare


@cache
def names_of(kind: type, model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the parameters of that type, those that may be left out too."""
    return frozenset(
        name for name, info in model.model_fields.items() if _is(kind, info.annotation)
    )


def buried(kind: type, model: type[BaseModel]) -> frozenset[str]:
    """Return the names of parameters with that type somewhere inside, where nobody looks for it."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if not _is(kind, info.annotation) and kind in _parts(info.annotation)
    )


def _is(kind: type, annotation: Any) -> bool:
    """Whether it is the type itself, or the type or None."""
    is_choice = get_origin(annotation) in (Union, UnionType)
    parts = {bare(part) for part in (get_args(annotation) if is_choice else (annotation,))}
    return parts in ({kind}, {kind, NoneType})


def _parts(annotation: Any) -> Iterator[Any]:
    """Everything a type is made of."""
    yield annotation
    inner = get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        inner = tuple(info.annotation for info in annotation.model_fields.values())
    for part in inner:
        yield from _parts(part)
