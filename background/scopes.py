"""What people may be limited to: runs and rows belong to one thing of a kind, such as a company."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from background.errors import DeclarationError


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its value, as JSON has it, and what people call it."""

    value: str
    label: str


@dataclass(frozen=True)
class Scope:
    """A kind of things that runs and rows belong to; `offer` yields those there are, by name.

    A parameter belongs to it by its annotation, `Annotated[UUID, COMPANY]`: a form then offers the
    things by their names. A task has at most one such parameter; one that works on all things
    says so with `covers`, and a dataset with `scope` in which column the thing is. Users who are
    limited to some things see and launch no others.
    """

    name: str
    title: str
    offer: Callable[[], Iterable[Choice]] = field(compare=False, repr=False)

    def label_of(self, value: Any) -> str:
        """Return what people call a thing; its value for one that is not offered."""
        return next((one.label for one in self.offer() if one.value == str(value)), str(value))


def scopes_of(model: type[BaseModel]) -> Iterator[tuple[str, Scope]]:
    """Yield the parameters that belong to a scope, each with it."""
    for name, info in model.model_fields.items():
        for rule in info.metadata:
            if isinstance(rule, Scope):
                yield name, rule


def check(task: str, model: type[BaseModel], covers: Scope | None) -> None:
    """Raise DeclarationError for a task that belongs to more than one thing."""
    if len([*scopes_of(model)]) + (covers is not None) > 1:
        raise DeclarationError("{task} belongs to more than one thing", task=task)
