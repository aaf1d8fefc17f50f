"""What the jobs ask of a place that has files of the tax office, whatever it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from toolbox.sii.calc.books import FileKind
from toolbox.sii.models import Company

SERVICE = "sii-files"
"""The source, as operators see it in sentences and among the circuit breakers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """A file as its source lists it: what it seems to be, whose, of which month (its first day).

    None is what only the content can tell; `digest` is the SHA-256 of the content, in hex, or
    empty where the source does not tell it, `size` its bytes.
    """

    name: str
    size: int
    digest: str
    kind: FileKind | None = None
    rut: str | None = None
    period: date | None = None


class Source(Protocol):
    """A place that has files."""

    def list(
        self, company: Company, kinds: Collection[FileKind], periods: Collection[date]
    ) -> Sequence[SourceItem]:
        """Return the files of a company: those of these kinds and months, and those of which
        neither name nor list tells that.

        Raises SourceNotConfigured, SourceUnavailable or SourceFailed.
        """
        ...

    def open(self, item: SourceItem) -> bytes:
        """Return the content of a file; raises FileFault for one that may not be read."""
        ...
