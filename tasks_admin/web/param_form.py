"""The form of a task, drawn from its signature; pydantic judges what comes back, not the form."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.http import QueryDict

from background import Choice, File, TaskSpec
from background.errors import FieldError
from background.fields import Field, Kind
from background.files import stored_file
from background.relative import is_relative
from tasks_admin.models.reading import current
from tasks_admin.wording import choice, in_words, say

INPUT_TYPES = {
    Kind.INTEGER: "number",
    Kind.NUMBER: "number",
    Kind.YEAR: "number",
    Kind.DAY: "date",
    Kind.MONTH: "month",
    Kind.MOMENT: "datetime-local",
    Kind.SECRET: "password",
}
IN_WORDS = {
    Kind.DAY: "relative-days",
    Kind.MONTH: "relative-months",
    Kind.YEAR: "relative-years",
}
KEY = "idempotency_key"
CONFIRMED = "confirmed"
BOUNDED = (Kind.INTEGER, Kind.NUMBER, Kind.DAY, Kind.MONTH, Kind.YEAR)
FILE = ".file"
"""A field for a file holds the reference to the one that is kept; beside it a new one is chosen."""
LEFT_OUT = ".none"
PREFIX = "p-"
"""Names of parameters are prefixed in the form, so that none meets a name of ours."""


@dataclass(frozen=True)
class FormField:
    """One parameter as the form shows it, with the judgement on it if there is one.

    `was` is what it was in the earlier run, in words, where that is something else. With
    `takes_words` a day, a month or a year is typed, so that it may be one relative to today.
    """

    field: Field
    value: str
    is_on: bool
    error: str = ""
    was: str = ""
    takes_words: bool = False

    @property
    def name(self) -> str:
        """The name in the form and the id on the page."""
        return f"{PREFIX}{self.field.name}"

    @property
    def options(self) -> tuple[str, ...]:
        """The choices, and a refused value with them: the reader's input is never replaced."""
        known = self.value in self.field.choices or not self.value
        return self.field.choices if known else (*self.field.choices, self.value)

    @cached_property
    def offers(self) -> list[Choice] | None:
        """The things of its scope by name, and a refused value with them; None without one."""
        if self.field.scope is None:
            return None
        limits, name = current(), self.field.scope.name
        offered = [
            one for one in self.field.scope.offer() if not limits or limits.sees(name, one.value)
        ]
        is_known = not self.value or self.value in {one.value for one in offered}
        return offered if is_known else [*offered, Choice(self.value, self.value)]

    @property
    def input_type(self) -> str:
        """The sort of input the browser offers.

        A refused value is shown as it was typed, and so is a day or a month in words: a calendar
        would show nothing.
        """
        if self.field.kind is Kind.SECRET:
            return "password"
        in_words = self.takes_words and self.field.kind in IN_WORDS
        as_typed = self.error or in_words or is_relative(self.value)
        return "text" if as_typed else INPUT_TYPES.get(self.field.kind, "text")

    @property
    def examples(self) -> str:
        """The id of the list of words that a day or a month may be given in."""
        return IN_WORDS.get(self.field.kind, "") if self.takes_words else ""

    @property
    def has_bounds(self) -> bool:
        """Whether the bounds are of the value (and not of a text's length)."""
        return self.field.kind in BOUNDED

    @property
    def file(self) -> File | None:
        """The file that the field holds already, from an earlier run or a refused form.

        One that was refused itself is not held: another has to be chosen.
        """
        is_held = self.field.kind is Kind.FILE and not self.error
        return stored_file(_reference(self.value)) if is_held else None

    @property
    def pattern(self) -> str:
        """What a browser checks that offers no calendar of months: most of them on a desk."""
        return r"\d{4}-\d{2}" if self.input_type == "month" else ""

    @property
    def described_by(self) -> str:
        """The ids of the texts that explain the field."""
        ids = [f"{self.name}-help"] if self.field.help else []
        return " ".join([*ids, f"{self.name}-error"] if self.error else ids)


@dataclass(frozen=True)
class ParamForm:
    """The fields, the sentence about the whole, and the key that makes a second click harmless."""

    fields: tuple[FormField, ...]
    key: str
    error: str = ""

    @classmethod
    def blank(cls, spec: TaskSpec, *, now: datetime, given: Mapping[str, Any]) -> "ParamForm":
        """Return the form with the task's defaults, or `given` values where there are such."""
        fields = spec.fields(now)
        drawn = (_drawn(field, given.get(field.name, field.default)) for field in fields)
        return cls(tuple(drawn), key=new_key())

    @classmethod
    def refused(
        cls, spec: TaskSpec, posted: QueryDict, errors: Iterable[FieldError], *, now: datetime
    ) -> "ParamForm":
        """Return the form as it was sent, each judgement at its field."""
        sentences: dict[str, list[str]] = {}
        for error in errors:
            name = error.name.partition(".")[0]
            sentences.setdefault(name, []).append(say(error.message, error.fields))
        raw = raw_values(spec, posted, now=now)
        drawn = tuple(
            _drawn(field, raw.get(field.name), " ".join(sentences.pop(field.name, [])))
            for field in spec.fields(now)
        )
        rest = " ".join(sentence for about in sentences.values() for sentence in about)
        return cls(drawn, key=posted.get(KEY) or new_key(), error=rest)

    @property
    def has_files(self) -> bool:
        """Whether the browser has to send files with it."""
        return any(one.field.kind is Kind.FILE for one in self.fields)

    def compared(self, earlier: Mapping[str, Any]) -> "ParamForm":
        """Return the form with each field told what it was in an earlier run."""
        fields = (_compared(one, earlier) for one in self.fields)
        return replace(self, fields=tuple(fields))

    def for_schedule(self) -> "ParamForm":
        """Return the form for a schedule: days and months may be relative, files are left out."""
        fields = (one for one in self.fields if one.field.kind is not Kind.FILE)
        return replace(self, fields=tuple(replace(one, takes_words=True) for one in fields))


def new_key() -> str:
    """Return a key for a form: the launches of one form are one run, however often it is sent."""
    return uuid4().hex


def raw_values(spec: TaskSpec, posted: QueryDict, *, now: datetime) -> dict[str, Any]:
    """Return what was sent, unjudged: texts; lists by lines; an unticked box is False.

    A field left empty is not among them: the task's default applies.
    """
    raw = {field.name: _raw(field, posted) for field in spec.fields(now)}
    return {name: value for name, value in raw.items() if value not in ("", [])}


def given_values(spec: TaskSpec, query: QueryDict, *, now: datetime) -> dict[str, Any]:
    """Return the values that the address of the form names, as `?parameter=value`."""
    names = [field.name for field in spec.fields(now)]
    return {name: query[name] for name in names if name in query}


def _raw(field: Field, posted: QueryDict) -> Any:
    name = f"{PREFIX}{field.name}"
    if field.kind is Kind.FLAG:
        return name in posted
    value = posted.get(name, "").strip()
    if field.kind is Kind.FILE:
        return _reference(value)
    if field.kind is Kind.LIST:
        return [line.strip() for line in value.splitlines() if line.strip()]
    return value


def _reference(text: str) -> Any:
    """What a field for a file holds; a text that is no reference is judged as it is."""
    try:
        return json.loads(text) if text else ""
    except ValueError:
        return text


def _compared(one: FormField, earlier: Mapping[str, Any]) -> FormField:
    """The field and its earlier value; the whole form holds only what the run was given."""
    if one.field.name not in earlier:
        return one
    then = _drawn(one.field, earlier[one.field.name])
    is_same = then.is_on == one.is_on if one.field.kind is Kind.FLAG else then.value == one.value
    return one if is_same else replace(one, was=value_in_words(one.field, earlier[one.field.name]))


def value_in_words(field: Field, value: Any) -> str:
    """Return a parameter's value as readers see it; a choice in their language."""
    if field.scope and value:
        return field.scope.label_of(value)
    return choice(value) if value in field.choices else in_words(value)


def _drawn(field: Field, value: Any, error: str = "") -> FormField:
    if field.kind is Kind.SECRET:
        text = ""  # never sent back, not even to whoever typed it
    elif field.kind is Kind.FILE:
        text = json.dumps(value, sort_keys=True) if value else ""
    elif isinstance(value, list | tuple):
        text = "\n".join(str(one) for one in value)
    else:
        text = "" if value is None else str(value)
    return FormField(field, text, is_on=text.lower() in {"true", "1", "on", "yes"}, error=error)
