"""Outside input becomes a params object here, judged once, by pydantic."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from inspect import Parameter
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from background.errors import DeclarationError, FieldError, InvalidParams
from background.relative import taking_words, words_in

Model = TypeVar("Model", bound=BaseModel)

WHOLE = "params"
"""The name of the one argument of a job that takes a model of its own."""

CONFIG = ConfigDict(
    extra="forbid",
    frozen=True,
    validate_default=True,
    arbitrary_types_allowed=False,
    # What was wrong may be a secret, and the refusal goes into logs.
    hide_input_in_errors=True,
)

NO_MOMENT = "Give a moment as YYYY-MM-DD HH:MM."
SENTENCES = {
    "missing": "This value is needed.",
    "extra_forbidden": "The task has no parameter of this name.",
    "day": "Give a day as YYYY-MM-DD, or a relative one such as “today” or “today - 2”.",
    "month": "Give a month as YYYY-MM, or a relative one such as “previous month”.",
    "date_from_datetime_parsing": "Give a day as YYYY-MM-DD.",
    "date_parsing": "Give a day as YYYY-MM-DD.",
    "date_type": "Give a day as YYYY-MM-DD.",
    "datetime_parsing": NO_MOMENT,
    "datetime_from_date_parsing": NO_MOMENT,
    "datetime_type": NO_MOMENT,
    "timezone_aware": "Give the time zone of the moment too, as in 2026-07-27T07:00-05:00.",
    "file": "Choose a file.",
    "file_empty": "The file is empty.",
    "file_missing": "There is no file {path}.",
    "file_suffix": "Choose a file of one of these kinds: {suffixes}.",
    "file_size": "The file has more than {megabytes} MB.",
    "int_parsing": "Give a whole number.",
    "int_type": "Give a whole number.",
    "int_from_float": "Give a whole number.",
    "float_parsing": "Give a number.",
    "float_type": "Give a number.",
    "decimal_parsing": "Give a number.",
    "decimal_type": "Give a number.",
    "bool_parsing": "Give yes or no.",
    "bool_type": "Give yes or no.",
    "string_type": "Give a text.",
    "string_too_short": "Give at least {min_length} characters.",
    "string_too_long": "Give at most {max_length} characters.",
    "string_pattern_mismatch": "The text does not have the form {pattern}.",
    "uuid_parsing": "Give an identifier such as 0190a6b2-7c1e-7d3a-8f10-1f6b1c2d3e4f.",
    "enum": "Choose one of {expected}.",
    "literal_error": "Choose one of {expected}.",
    "greater_than": "Give a value greater than {gt}.",
    "greater_than_equal": "Give {ge} or more.",
    "less_than": "Give a value less than {lt}.",
    "less_than_equal": "Give {le} or less.",
    "list_type": "Give a list.",
    "dict_type": "Give names with their values.",
    "too_short": "Give at least {min_length} items.",
    "too_long": "Give at most {max_length} items.",
}
"""pydantic's kinds of error, each as a sentence for the person who filled in the form."""


def model_of(function: Callable[..., Any]) -> type[BaseModel]:
    """Build the params model from a job's signature, its first argument (the context) left out.

    A job may instead take one argument `params` annotated with a model of its own.
    Raises DeclarationError for `*args`, `**kwargs` and parameters without a type.
    """
    hints = get_type_hints(function, include_extras=True)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    title = f"{function.__name__.title().replace('_', '')}Params"
    if takes_model(function):
        own: type[BaseModel] = hints[WHOLE]
        strict = type(title, (own,), {"model_config": CONFIG, "__module__": function.__module__})
        changed = words_in(strict)
        return create_model(title, __base__=strict, __module__=function.__module__, **changed)
    fields = dict(_fields(function, parameters, hints))
    return create_model(title, __config__=CONFIG, __module__=function.__module__, **fields)


def takes_model(function: Callable[..., Any]) -> bool:
    """Return whether the job takes one `params` object that is a model of its own."""
    names = list(inspect.signature(function).parameters)[1:]
    hint = get_type_hints(function).get(WHOLE)
    return names == [WHOLE] and isinstance(hint, type) and issubclass(hint, BaseModel)


def _fields(
    function: Callable[..., Any], parameters: Iterable[Parameter], hints: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise DeclarationError(
                "{task} takes *{name}: every parameter needs a name of its own",
                task=function.__name__,
                name=parameter.name,
            )
        if parameter.name not in hints:
            raise DeclarationError(
                "Parameter {name} of {task} has no type",
                task=function.__name__,
                name=parameter.name,
            )
        default = ... if parameter.default is parameter.empty else parameter.default
        yield parameter.name, (taking_words(hints[parameter.name]), default)


def named(model: type[BaseModel], args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call's values by name; raises InvalidParams for too many, or one given twice."""
    names = list(model.model_fields)
    if len(args) > len(names):
        counts = {"most": len(names), "given": len(args)}
        raise InvalidParams([FieldError("", "The task takes {most} values, not {given}.", counts)])
    given = dict(zip(names, args, strict=False))
    if twice := sorted(set(given) & set(kwargs)):
        raise InvalidParams(FieldError(name, "This value is given twice.") for name in twice)
    return given | dict(kwargs)


def read(model: type[Model], raw: Mapping[str, Any], *, now: datetime) -> Model:
    """Judge `raw` (form text or JSON values); relative days are counted from `now`.

    Empty texts are dropped first, so that the job's defaults apply.
    Raises InvalidParams with one sentence a field.
    """
    given = {name: value for name, value in raw.items() if value != ""}
    try:
        return model.model_validate(given, context={"now": now})
    except ValidationError as error:
        raise InvalidParams(errors_by_field(error)) from error


def errors_by_field(error: ValidationError) -> Iterator[FieldError]:
    """Yield one sentence for each of pydantic's errors; a job's own ValueError speaks itself."""
    for one in error.errors(include_url=False):
        field = ".".join(str(part) for part in one["loc"])
        context = dict(one.get("ctx", {}))
        if one["type"] == "value_error":
            yield FieldError(field, str(context["error"]))
        elif one["type"] in SENTENCES:
            yield FieldError(field, SENTENCES[one["type"]], context)
        else:
            yield FieldError(field, one["msg"])
