"""Reading a file of schedules: YAML with the line of everything in it, nothing judged yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from background.errors import TaskError
from background.sentences import Sentence

TOP = "schedules"
NAME = "schedules.yaml"
"""What such a file is called in a package of jobs."""
TIMESTAMP = "tag:yaml.org,2002:timestamp"
OF_CRON = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")
REASONS = {
    "yaml": "This is no YAML: {problem}",
    "top": "The file has one key, “schedules”, and under it a list of schedules",
    "entry": "A schedule is a list of keys and values, as in “name: Morning report”",
    "name": "A schedule needs a name",
    "key": "A key is a plain word",
    "twice": "{key} is given twice",
    "again": "The schedule {name} is in line {line} already",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which line; `entry` is the name of the schedule, if it is known."""

    line: int
    entry: str
    sentence: Sentence


class FileRefused(TaskError):
    """A file of schedules is wrong; nothing of it was taken over."""

    code = "schedule_file"

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda one: one.line))
        super().__init__("The file was refused: {count} faults", count=len(faults))


@dataclass(frozen=True, slots=True)
class Entry:
    """One schedule of the file, as it was given; `lines` says where each key stands."""

    line: int
    raw: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name, by which it is found again."""
        return str(self.raw["name"]).strip()

    def line_of(self, fault: str) -> int:
        """Return where that value stands; a field of a crontab stands in the line of `cron`."""
        name = "cron" if fault in OF_CRON else fault
        return self.lines.get(name, self.lines.get(name.partition(".")[0], self.line))


class _Loader(yaml.SafeLoader):
    """Plain values only; a moment stays a text, which the judge of schedules reads."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != TIMESTAMP]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def offered() -> list[Path]:
    """Return the files of schedules that the packages of jobs bring with them."""
    files = (
        Path(str(resources.files(package))) / NAME for package in settings.TASKS_ADMIN_JOB_PACKAGES
    )
    return [file for file in files if file.is_file()]


def read(text: str) -> list[Entry]:
    """Return the schedules of a file; raises FileRefused with every fault of its form."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else 1
        raise FileRefused(
            [Fault(line, "", Sentence(REASONS["yaml"], {"problem": problem}))]
        ) from None
    faults = list(_twice(root)) if root is not None else []
    entries = [] if faults else _entries(loader, root, faults)
    if faults:
        raise FileRefused(faults)
    return entries


def _entries(loader: _Loader, root: Node | None, faults: list[Fault]) -> list[Entry]:
    listed = _listed(root)
    if listed is None:
        faults.append(_fault(root, REASONS["top"]))
        return []
    found: dict[str, Entry] = {}
    for node in listed:
        if not isinstance(node, MappingNode):
            faults.append(_fault(node, REASONS["entry"]))
            continue
        entry = Entry(_line(node), loader.construct_object(node, deep=True), dict(_lines(node)))
        if not str(entry.raw.get("name") or "").strip():
            faults.append(_fault(node, REASONS["name"]))
        elif entry.name in found:
            named = {"name": entry.name, "line": found[entry.name].line}
            faults.append(Fault(entry.line, entry.name, Sentence(REASONS["again"], named)))
        else:
            found[entry.name] = entry
    return list(found.values())


def _listed(root: Node | None) -> list[Node] | None:
    """The nodes of the schedules; None where the file has another form."""
    if not isinstance(root, MappingNode) or len(root.value) != 1:
        return None
    key, value = root.value[0]
    if key.value != TOP or not isinstance(value, SequenceNode):
        return None
    return list(value.value)


def _lines(node: MappingNode, path: str = "") -> Iterator[tuple[str, int]]:
    for key, value in node.value:
        yield f"{path}{key.value}", _line(key)
        if isinstance(value, MappingNode) and not path:
            yield from _lines(value, f"{key.value}.")


def _twice(node: Node) -> Iterator[Fault]:
    """Keys that are given twice, of which YAML would take the last without a word."""
    if isinstance(node, SequenceNode):
        for one in node.value:
            yield from _twice(one)
    elif isinstance(node, MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                yield _fault(key, REASONS["key"])
            elif key.value in seen:
                yield _fault(key, REASONS["twice"], key=key.value)
            else:
                seen.add(key.value)
            yield from _twice(value)


def _fault(node: Node | None, message: str, **fields: Any) -> Fault:
    return Fault(_line(node) if node else 1, "", Sentence(message, fields))


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
