"""One thing that is wrong, in words for whoever must act."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """An error: runs are not carried out, or wrongly. A warning: soon, or not as they should."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """What is wrong (`sentence`) and what to do (`step`), both templates that `fields` fill."""

    code: str
    severity: Severity
    sentence: str
    step: str
    fields: dict[str, Any] = field(default_factory=dict)


def error(code: str, sentence: str, step: str, **fields: Any) -> Finding:
    """Return a finding of that severity."""
    return Finding(f"tasks_admin.{code}", Severity.ERROR, sentence, step, fields)


def warning(code: str, sentence: str, step: str, **fields: Any) -> Finding:
    """Return a finding of that severity."""
    return Finding(f"tasks_admin.{code}", Severity.WARNING, sentence, step, fields)
