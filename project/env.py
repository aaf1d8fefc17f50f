"""Typed readers of environment variables; a malformed value stops the start by its name."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
PERIODS = {"s": 1, "min": 60, "hour": 3_600, "day": 86_400}
FALSE = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    """Return the variable, or `default` where it is not set or empty."""
    return os.environ.get(name, "").strip() or default


def secret(name: str, default: str = "") -> str:
    """Return the variable, or the content of the file that `<name>_FILE` names."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error


def flag(name: str, default: bool) -> bool:
    """Return True or False; raise ImproperlyConfigured for any other word."""
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}")
    return value in TRUE


def number(name: str, default: int) -> int:
    """Return a whole number; raise ImproperlyConfigured for anything else."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from error


def rate(name: str, default: str) -> tuple[int, int]:
    """Return how many in how many seconds, of a text such as `600/min`; 0 is without a limit."""
    value = text(name, default)
    many, _, period = value.partition("/")
    if not many.isdecimal() or period not in PERIODS:
        raise ImproperlyConfigured(f"{name} must be a rate such as 600/min, not {value!r}")
    return int(many), PERIODS[period]


def words(name: str, default: list[str]) -> list[str]:
    """Return a comma-separated list without blanks."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else default


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """Return one of `choices`; raise ImproperlyConfigured for any other word."""
    value = text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return value
