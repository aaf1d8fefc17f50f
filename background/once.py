"""Once at a time, and once for all: what keeps two runs of a task apart."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from background.errors import DeclarationError


class WhenTaken(StrEnum):
    """What becomes of a launch whose place is taken."""

    REFUSE = "refuse"
    """It is refused, with the run that is in its place."""
    EXISTING = "existing"
    """The run that is in its place is returned instead."""
    QUEUE = "queue"
    """It waits until that run has ended; a second one with the same values waits as one."""


@dataclass(frozen=True)
class Place:
    """The parameters that decide whether two runs are in each other's way.

    No parameters at all means: any two runs of the task, or of the tasks that share the place's
    name.
    """

    name: str
    params: tuple[str, ...]

    def key(self, judged: BaseModel) -> str:
        """Return a short text that is the same for runs that may not be there together."""
        values: dict[str, Any] = judged.model_dump(mode="json", include=set(self.params))
        text = json.dumps(values, sort_keys=True, ensure_ascii=False)
        return f"{self.name}:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def place(
    task: str, params: Sequence[str] | None, model: type[BaseModel], name: str = ""
) -> Place | None:
    """Return the place that a declaration names, or None; raises DeclarationError.

    Without a `name` of its own it is no other task's place.
    """
    if params is None and name:
        raise DeclarationError(
            "{task} names the lock {name} and takes none: add lock=()", task=task, name=name
        )
    if params is None:
        return None
    if isinstance(params, str) or (unknown := set(params) - set(model.model_fields)):
        raise DeclarationError(
            "{task} is kept apart by {unknown}, which is none of its parameters",
            task=task,
            unknown=params if isinstance(params, str) else ", ".join(sorted(unknown)),
        )
    return Place(name or task, tuple(params))
