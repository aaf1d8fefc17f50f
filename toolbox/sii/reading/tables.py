"""The rows of the tables in a page of HTML, as texts."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class TableRow:
    """One row: the line that it begins on, and its cells."""

    line: int
    cells: list[str] = field(default_factory=list)


class TableReader(HTMLParser):
    """Collects rows and their cells; text outside of cells is a row of one cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[TableRow] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a row or a cell; what was left open is closed by that."""
        if tag == "tr":
            self.rows.append(TableRow(self.getpos()[0]))
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append(TableRow(self.getpos()[0]))
            self.rows[-1].cells.append("")
        self._in_cell = self._in_cell or tag in ("td", "th")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell."""
        if tag in ("td", "th", "tr", "table"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        """Take a text up."""
        text = " ".join(data.split())
        if not text:
            return
        if self._in_cell and self.rows and self.rows[-1].cells:
            self.rows[-1].cells[-1] = f"{self.rows[-1].cells[-1]} {text}".strip()
        else:
            self.rows.append(TableRow(self.getpos()[0], [text]))


def rows_of(text: str) -> list[TableRow]:
    """Return the rows of a page that have a text, in order."""
    reader = TableReader()
    reader.feed(text)
    reader.close()
    return [row for row in reader.rows if any(row.cells)]
