"""Writing schedules into a file: by name, what is usual left out, secrets never."""

from collections.abc import Iterable
from typing import Any

import yaml

from background import registry
from background.secret import secret_names
from tasks_admin.queries.snapshots import Snapshot
from tasks_admin.services.drafting import Draft, asks
from tasks_admin.services.schedule_file.reading import TOP

HEAD = """\
# Schedules of the console. “manage.py schedules diff” says where the console differs,
# “manage.py schedules import” makes it as this file says. Found again by their names.
"""
USUAL = {name: field.default for name, field in Draft.model_fields.items()}
ALWAYS = ("name", "task")


def written(schedules: Iterable[tuple[Snapshot, str]]) -> str:
    """Return the file; each schedule comes with its rule in words, as a comment.

    The same schedules make the same text, whoever asks.
    """
    entries = sorted(schedules, key=lambda one: str(one[0]["name"]))
    if not entries:
        return f"{HEAD}{TOP}: []\n"
    return f"{HEAD}{TOP}:\n" + "\n".join(_entry(one, words) for one, words in entries)


def plain(one: Snapshot) -> dict[str, Any]:
    """Return what a file says of a schedule: no secrets, and nothing that is usual."""
    shown = one | {"params": _shown(one), "confirmed": one["enabled"] and asks(one["task"])}
    if one["at"]:
        shown["one_off"] = False  # it cannot be otherwise
    told = {name: value for name, value in shown.items() if _matters(name, value, one)}
    return {name: told[name] for name in Draft.model_fields if name in told}


def secrets_of(task: str) -> frozenset[str]:
    """Return the names of a task's secret parameters."""
    return secret_names(registry.get(task).params_model) if task in registry else frozenset()


def _shown(one: Snapshot) -> dict[str, Any]:
    hidden = secrets_of(one["task"])
    return {name: value for name, value in one["params"].items() if name not in hidden}


def _matters(name: str, value: Any, one: Snapshot) -> bool:
    if name in ALWAYS:
        return True
    if name == "zone":
        return bool(one["cron"])
    if name == "period":
        return one["every"] is not None
    return bool(value != USUAL[name])


def _entry(one: Snapshot, words: str) -> str:
    lines = [f"# {words}"] if words else []
    hidden = sorted(secrets_of(one["task"]) & set(one["params"]))
    if hidden:
        lines.append(f"# Secret, not written here: {', '.join(hidden)}")
    ordered = {name: plain(one)[name] for name in _order(plain(one))}
    text = yaml.safe_dump(
        [ordered], sort_keys=False, allow_unicode=True, default_flow_style=False, width=100
    )
    return "".join(f"  {line}\n" for line in [*lines, *text.splitlines()])


def _order(told: dict[str, Any]) -> list[str]:
    """Name and task first: the eye looks for them."""
    return [*ALWAYS, *(name for name in told if name not in ALWAYS)]
