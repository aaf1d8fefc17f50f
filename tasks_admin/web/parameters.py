"""The parameters of a run as its page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from background import TaskSpec, registry
from background.fields import choices_of
from background.scopes import scopes_of
from background.secret import MASK, masked
from tasks_admin.models import Run
from tasks_admin.queries.run_kin import Family
from tasks_admin.services.sealing import SEALED
from tasks_admin.wording import NOTHING, choice, in_words, say


@dataclass(frozen=True)
class Parameter:
    """One parameter: its title in the reader's language, its name, its value in words.

    `asked` is how it was given, where that was relative to the day of the launch.
    """

    title: str
    name: str
    value: str
    asked: str = ""


@dataclass(frozen=True)
class Change:
    """One parameter whose value is another than in an earlier run, both in words."""

    title: str
    name: str
    before: str
    after: str


def shown(run: Run, spec: TaskSpec | None) -> list[Parameter]:
    """Return the run's parameters; by their bare names where the task is no longer there."""
    params = masked(run.params, spec.params_model) if spec else run.params
    return [
        Parameter(title_of(name, spec), name, words_of(value, name, spec), _asked(run, name))
        for name, value in params.items()
    ]


def changes(run: Run, earlier: Run | None, spec: TaskSpec | None) -> list[Change]:
    """Return what is different from the run that this one repeats; secrets are not compared."""
    if earlier is None:
        return []
    before, after = (
        masked(one.params, spec.params_model) if spec else one.params for one in (earlier, run)
    )
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [
        Change(
            title_of(name, spec),
            name,
            *(words_of(one.get(name), name, spec) for one in (before, after)),
        )
        for name in names
    ]


def _asked(run: Run, name: str) -> str:
    given = (run.asked or {}).get(name, "")
    return ", ".join(given) if isinstance(given, list) else given


def title_of(name: str, spec: TaskSpec | None) -> str:
    """Return the parameter's title; its bare name where the task has none of that name any more."""
    info = spec.params_model.model_fields.get(name) if spec else None
    return say(info.title or name.replace("_", " ").capitalize()) if info else name


def in_short(params: Mapping[str, Any], things: Mapping[str, str]) -> str:
    """Return the values alone, to tell runs of one task apart; `things` are those with names."""
    values = (value for value in params.values() if value not in (None, "", []))
    return " · ".join(things.get(str(value)) or words_of(value) for value in values)


def things_of(family: Family | None) -> dict[str, str]:
    """Return what people call the things that the children of a run belong to."""
    names = {one.row.task_name for one in family.children} if family else set()
    found = (registry.get(name).scope for name in names if name in registry)
    return {one.value: one.label for scope, _ in filter(None, found) for one in scope.offer()}


def words_of(value: Any, name: str = "", spec: TaskSpec | None = None) -> str:
    """Return a parameter's value in words; a secret one masked."""
    if isinstance(value, dict) and set(value) == {SEALED}:
        return MASK
    if spec and value and (scope := dict(scopes_of(spec.params_model)).get(name)):
        return scope.label_of(value)
    if spec and value in choices_of(spec.params_model, name):
        return choice(value)
    return in_words(value) if value not in ("", []) else NOTHING
