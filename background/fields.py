"""A params model as plain field descriptions, from which forms and commands are drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel, SecretStr, TypeAdapter
from pydantic.fields import FieldInfo

from background.files import Accept, File
from background.months import Month
from background.scopes import Scope
from background.years import ReadsYears


class Kind(StrEnum):
    """What sort of value a field takes."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    MOMENT = "moment"
    CHOICE = "choice"
    LIST = "list"
    FILE = "file"
    SECRET = "secret"  # noqa: S105 - a kind of field


KINDS: tuple[tuple[type, Kind], ...] = (
    (bool, Kind.FLAG),
    (int, Kind.INTEGER),
    (float, Kind.NUMBER),
    (Decimal, Kind.NUMBER),
    (datetime, Kind.MOMENT),
    (date, Kind.DAY),
    (UUID, Kind.TEXT),
    (Month, Kind.MONTH),
    (File, Kind.FILE),
    (SecretStr, Kind.SECRET),
    (str, Kind.TEXT),
)


@dataclass(frozen=True)
class Field:
    """One parameter as a form needs to know it; `default` is a JSON value or None.

    `suffixes` are those of the files that it takes, and `maximum` is then in megabytes. A field
    with a `scope` takes one of the things that the scope offers.
    """

    name: str
    title: str
    kind: Kind
    required: bool
    default: Any
    help: str
    choices: tuple[str, ...] = ()
    minimum: Any = None
    maximum: Any = None
    suffixes: tuple[str, ...] = ()
    scope: Scope | None = None


def fields_of(model: type[BaseModel], *, now: datetime) -> tuple[Field, ...]:
    """Describe every field of the model, relative days resolved at `now`."""
    return tuple(_field(name, info, now) for name, info in model.model_fields.items())


def _field(name: str, info: FieldInfo, now: datetime) -> Field:
    kind, choices = _kind(info.annotation)
    rules = list(_rules(info))
    if any(isinstance(rule, ReadsYears) for rule in rules):
        kind = Kind.YEAR
    low, high = _bounds(rules)
    return Field(
        name=name,
        title=info.title or name.replace("_", " ").capitalize(),
        kind=kind,
        required=info.is_required(),
        default=None if info.is_required() or kind is Kind.SECRET else _default(info, now),
        help=info.description or "",
        choices=choices,
        minimum=low,
        maximum=high,
        suffixes=next((rule.suffixes for rule in rules if isinstance(rule, Accept)), ()),
        scope=next((rule for rule in rules if isinstance(rule, Scope)), None),
    )


def choice_label(choice: str) -> str:
    """Return a choice as people read it; codes such as PEN stay as they are."""
    return choice if choice.isupper() else choice.replace("_", " ").capitalize()


def bare(annotation: Any) -> Any:
    """Return the type inside `Annotated`, or the type itself."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def choices_of(model: type[BaseModel], name: str) -> tuple[str, ...]:
    """Return what a parameter may be chosen from; nothing for one that is no choice."""
    info = model.model_fields.get(name)
    return _kind(info.annotation)[1] if info else ()


def _kind(annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        plain = [part for part in get_args(annotation) if part is not NoneType]
        return _kind(bare(plain[0])) if len(plain) == 1 else (Kind.TEXT, ())
    if origin is Literal:
        return Kind.CHOICE, tuple(str(value) for value in get_args(annotation))
    if origin in (list, tuple, set, frozenset):
        return Kind.LIST, ()
    if isinstance(annotation, type):
        if issubclass(annotation, Enum):
            return Kind.CHOICE, tuple(str(member.value) for member in annotation)
        for python, kind in KINDS:
            if issubclass(annotation, python):
                return kind, ()
    return Kind.TEXT, ()


def _rules(info: FieldInfo) -> Iterator[Any]:
    """The rules of a field, and those of its type where it may be left out."""
    yield from info.metadata
    if get_origin(info.annotation) in (Union, UnionType):
        for part in get_args(info.annotation):
            for rule in part.__metadata__ if get_origin(part) is Annotated else ():
                yield from rule.metadata if isinstance(rule, FieldInfo) else (rule,)


def _bounds(rules: Iterable[Any]) -> tuple[Any, Any]:
    low = high = None
    for rule in rules:
        if isinstance(rule, Ge | Gt):
            low = rule.ge if isinstance(rule, Ge) else rule.gt
        elif isinstance(rule, Le | Lt):
            high = rule.le if isinstance(rule, Le) else rule.lt
        elif isinstance(rule, MinLen):
            low = rule.min_length
        elif isinstance(rule, MaxLen):
            high = rule.max_length
        elif isinstance(rule, Accept):
            high = rule.megabytes or None
    return low, high


def _default(info: FieldInfo, now: datetime) -> Any:
    """The default as the job would see it, in JSON's words."""
    default = info.get_default(call_default_factory=True, validated_data={})
    adapter: TypeAdapter[Any] = TypeAdapter(info.rebuild_annotation())
    return adapter.dump_python(adapter.validate_python(default, context={"now": now}), mode="json")
