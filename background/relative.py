"""Days, months and years relative to today, given in words; a run keeps the words."""

from collections.abc import Mapping
from datetime import date
from functools import reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator

from background.days import day_of_words, relative_day
from background.months import month_of_words
from background.years import year_of_words

ANY_DAY = date(2000, 1, 1)


def is_relative(value: Any) -> bool:
    """Return whether a value is given in words such as “today - 2”, or a list with such."""
    if isinstance(value, list | tuple):
        return any(map(is_relative, value))
    if not isinstance(value, str):
        return False
    readers = (day_of_words, month_of_words, year_of_words)
    return any(read(value, ANY_DAY) is not None for read in readers)


def as_asked(
    model: type[BaseModel], raw: Mapping[str, Any], resolved: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values that were given in words which mean another day on another day.

    A default that is given in words counts as given; a text that happens to read alike does not.
    """
    given = {name: raw.get(name) or info.default for name, info in model.model_fields.items()}
    return {
        name: value
        for name, value in given.items()
        if is_relative(value) and resolved.get(name) != value
    }


def taking_words(annotation: Any) -> Any:
    """Return a type whose plain dates take relative days; an annotated one reads for itself."""
    if annotation is date:
        return Annotated[date, relative_day("")]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        base, *rest = arguments
        is_own = base is date and any(map(_reads, rest))
        return annotation if is_own else Annotated[(taking_words(base), *rest)]
    if origin in (Union, UnionType):
        return reduce(or_, map(taking_words, arguments))
    if origin in (list, tuple, set, frozenset):
        return origin[tuple(map(taking_words, arguments))]
    return annotation


def words_in(own: type[BaseModel]) -> dict[str, Any]:
    """Return the fields of a model, as `create_model` wants them, that are to take words too."""
    found: dict[str, Any] = {}
    for name, info in own.model_fields.items():
        new = taking_words(info.annotation)
        if new != info.annotation and not any(map(_reads, info.metadata)):
            found[name] = (new, info)
    return found


def _reads(metadata: Any) -> bool:
    """Whether a part of an annotation is a reader of its own, such as `relative_day`."""
    return isinstance(metadata, BeforeValidator)
