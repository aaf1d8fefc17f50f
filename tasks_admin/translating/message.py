"""A text that operators read, as the catalogue of translations knows it."""

from collections.abc import Iterable
from dataclasses import dataclass

Found = Iterable[tuple["Message", str]]
"""Messages, each with the place it was found at."""


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """An English text, its plural form if it counts something, and its context if it has one."""

    text: str
    plural: str = ""
    context: str = ""
