"""A file that was handed over with the run itself."""

from collections.abc import Collection, Sequence
from datetime import date

from background import File
from toolbox.sii.calc.books import FileKind
from toolbox.sii.models import Company
from toolbox.sii.sources.ports import SourceItem


class UploadedFile:
    """The file of one run, taken for what its content says; the month may be known, or not."""

    def __init__(self, file: File, period: date | None = None) -> None:
        self.file, self.period = file, period

    def list(
        self, company: Company, kinds: Collection[FileKind], periods: Collection[date]
    ) -> Sequence[SourceItem]:
        """Return the one file, whatever is asked for: whoever hands it over wants it read."""
        file = self.file
        return [SourceItem(name=file.name, size=file.size, digest=file.sha256, period=self.period)]

    def open(self, item: SourceItem) -> bytes:
        """Return its content."""
        return self.file.path.read_bytes()


class NoFiles:
    """The source of a company whose files are handed over one by one: nothing to look through."""

    def list(
        self, company: Company, kinds: Collection[FileKind], periods: Collection[date]
    ) -> Sequence[SourceItem]:
        """Return nothing."""
        return []

    def open(self, item: SourceItem) -> bytes:
        """Open nothing."""
        raise FileNotFoundError(item.name)
