"""Sentences that readers get in their own language: a template, and what fills it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sentence:
    """A sentence inside of something else, such as a reason in a table or in another sentence."""

    message: str
    fields: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return fill(self.message, self.fields)


def fill(template: str, fields: Mapping[str, Any]) -> str:
    """Return the template with its fields filled in; the bare template where they do not fit."""
    try:
        return template.format_map({name: _plain(value) for name, value in fields.items()})
    except (KeyError, ValueError, IndexError, AttributeError):
        return template


def stored_sentence(value: Any) -> Sentence | None:
    """Return the sentence that a JSON value holds, or None for any other value."""
    if isinstance(value, Sentence):
        return value
    if isinstance(value, dict) and set(value) == {"message", "fields"}:
        return Sentence(value["message"], value["fields"])
    return None


def _plain(value: Any) -> Any:
    """The value for a template: sentences as such, several of them one after the other."""
    if sentence := stored_sentence(value):
        return str(sentence)
    if isinstance(value, list | tuple) and value and all(map(stored_sentence, value)):
        return "; ".join(str(_plain(one)) for one in value)
    return value
