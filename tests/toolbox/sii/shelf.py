"""A source that holds files in memory, each as the office writes and names it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from hashlib import sha256

from tests.toolbox.sii.making import MONTH, OWN
from toolbox.sii.calc.books import Direction, FileKind
from toolbox.sii.calc.rows import FeeReceipt, Filing, Purchase, Sale, Total
from toolbox.sii.models import Company
from toolbox.sii.reading.names import told_by
from toolbox.sii.samples.fee_reports import write_fees
from toolbox.sii.samples.layouts import write_detail, write_summary
from toolbox.sii.samples.names import file_name
from toolbox.sii.samples.returns import write_filings
from toolbox.sii.sources.ports import SourceItem


class Shelf:
    """Files by name; what was opened is remembered."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.opened: list[str] = []

    def put(self, name: str, content: bytes) -> str:
        """Lay a file there, instead of the one of that name."""
        self.contents[name] = content
        return name

    def detail(
        self, kind: FileKind, *rows: Purchase | Sale, rut: str = OWN, period: date = MONTH
    ) -> str:
        """Lay a file of purchases or sales there."""
        return self.put(file_name(kind, rut, period), write_detail(kind, rows))

    def summary(self, kind: FileKind, *rows: Total, period: date = MONTH) -> str:
        """Lay a summary there."""
        return self.put(file_name(kind, OWN, period), write_summary(kind, rows))

    def fees(self, *rows: FeeReceipt, period: date = MONTH) -> str:
        """Lay a report of fee receipts there, under the name that tells nothing."""
        content = write_fees(rows, direction=Direction.RECEIVED, rut=OWN, period=period)
        return self.put("informeMensualREC.xls", content)

    def filings(self, rows: Iterable[Filing], name: str = "f29.json") -> str:
        """Lay returns there."""
        return self.put(name, write_filings(rows))

    def list(
        self, company: Company, kinds: Collection[FileKind], periods: Collection[date]
    ) -> Sequence[SourceItem]:
        """Return the files that are of the company, or of which the name does not tell."""
        return [
            SourceItem(
                name=name,
                size=len(content),
                digest=sha256(content).hexdigest(),
                kind=told.kind,
                rut=told.rut,
                period=told.period,
            )
            for name, content in self.contents.items()
            if (told := told_by(name)).period in (None, *periods)
            and (told.kind is None or told.kind in kinds)
        ]

    def open(self, item: SourceItem) -> bytes:
        """Return a file's content."""
        self.opened.append(item.name)
        return self.contents[item.name]
