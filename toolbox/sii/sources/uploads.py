"""Files that were handed over with the run itself."""

from collections.abc import Collection, Sequence
from datetime import date

from background import File
from toolbox.sii.calc.books import FileKind
from toolbox.sii.models import Company
from toolbox.sii.sources.ports import SourceItem


class UploadedFiles:
    """The files of one run, each taken for what its content says."""

    def __init__(self, *files: File) -> None:
        self.files = {file.name: file for file in files}

    def list(
        self, company: Company, kinds: Collection[FileKind], periods: Collection[date]
    ) -> Sequence[SourceItem]:
        """Return all of them: whoever hands a file over wants it read."""
        return [
            SourceItem(name=file.name, size=file.size, digest=file.sha256)
            for file in self.files.values()
        ]

    def open(self, item: SourceItem) -> bytes:
        """Return the content of a file."""
        return self.files[item.name].path.read_bytes()
