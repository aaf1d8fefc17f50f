"""The detail of purchases and sales: one row a document, further taxes in rows of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from toolbox.sii.calc.cells import is_nothing
from toolbox.sii.calc.rows import Purchase, RowFault, Sale
from toolbox.sii.reading.decoding import lines_of
from toolbox.sii.reading.headings import Heading, cells_of
from toolbox.sii.reading.judging import Judge
from toolbox.sii.reading.layouts import OTHER_TAXES, SALES, TOBACCO

Detail = Purchase | Sale
TAX = ("code", "amount", "rate")


@dataclass(slots=True)
class Record:
    """What the file says of one document: the cells of its first row, and of all its taxes."""

    line: int
    cells: list[str]
    taxes: list[list[str]]


class Details:
    """The documents of a file, read anew each time one goes through them."""

    def __init__(self, content: bytes, encoding: str, heading: Heading) -> None:
        self.content, self.encoding, self.heading = content, encoding, heading
        self.faults: list[RowFault] = []
        self._places = heading.places()
        self._taxes = heading.places_of(OTHER_TAXES)
        self._tobacco = heading.places_of(TOBACCO)
        self._number = heading.place_of("Nro")
        kind: type[Detail] = Sale if heading.layout is SALES else Purchase
        self._judge: Judge[Detail] = Judge(kind, heading.name_of)

    def __iter__(self) -> Iterator[Detail]:
        self.faults.clear()
        lines: dict[int, int] = {}
        for record in self._records():
            row = self._judge.judge(record.line, self._values(record))
            if isinstance(row, list):
                self.faults += row
            elif first := lines.setdefault(key_of(row), row.line):
                if first == row.line:
                    yield row
                else:
                    self._refuse_repeated(row, first)

    def _values(self, record: Record) -> dict[str, Any]:
        """The texts of a document by field; what is absent in its kind of file is empty."""
        cells = record.cells
        values: dict[str, Any] = {name: cells[place] for name, place in self._places.items()}
        for absent in ("received", "acknowledged", "claimed"):
            values.setdefault(absent, "")
        if self._tobacco:
            values[TOBACCO] = [cells[place] for place in self._tobacco]
        values[OTHER_TAXES] = [dict(zip(TAX, tax, strict=True)) for tax in record.taxes]
        values["raw"] = {
            name: cell for name, cell in zip(self.heading.names, cells, strict=False) if cell
        }
        values["line"] = record.line
        return values

    def _records(self) -> Iterator[Record]:
        """Yield each document with the rows that go on about its taxes."""
        latest: Record | None = None
        for line, cells in self._rows():
            tax = [cells[place] for place in self._taxes]
            if not self._goes_on(cells, tax):
                if latest:
                    yield latest
                latest = Record(line, cells, [] if is_nothing(tax[0]) else [tax])
            elif latest and self._same(latest.cells, cells):
                latest.taxes.append(tax)
            else:
                self._refuse(line, "", "", "A row of a further tax that belongs to no document.")
        if latest:
            yield latest

    def _goes_on(self, cells: list[str], tax: list[str]) -> bool:
        if not is_nothing(cells[self._places["total"]]) or is_nothing(tax[0]):
            return False
        return self._number is None or is_nothing(cells[self._number])

    def _same(self, one: list[str], other: list[str]) -> bool:
        places = [self._places[name] for name in ("type_code", "folio", "rut")]
        return all(one[place].strip() == other[place].strip() for place in places)

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that are about documents, each with a cell for every heading."""
        heading, kind = self.heading, self._places["type_code"]
        for line, text in lines_of(self.content, self.encoding):
            if line <= heading.line:
                continue
            cells = cells_of(text, heading.delimiter)
            if len(cells) != len(heading.names):
                fit(cells, self._places["total"] + 2, len(heading.names))
            if len(cells) == len(heading.names) and cells[kind].isdecimal():
                yield line, cells
            elif is_footer(cells):
                continue
            elif len(cells) == len(heading.names):
                yield line, cells
            else:
                self.faults.append(wrong_width(line, len(cells), len(heading.names)))

    def _refuse_repeated(self, row: Detail, first: int) -> None:
        message = "The same document is on line {first} already; that one counts."
        self._refuse(
            row.line, self.heading.name_of("folio"), str(row.folio), message, first=str(first)
        )

    def _refuse(self, line: int, column: str, value: str, message: str, **fields: str) -> None:
        self.faults.append(RowFault(line, column, value, message, fields))


def key_of(row: Detail) -> int:
    """Return what tells documents apart, as one number: type, folio and counterpart."""
    rut = int(row.rut[:-2]) if row.rut else 0
    return (row.type_code * 10**11 + row.folio) * 10**8 + rut


def fit(cells: list[str], least: int, width: int) -> None:
    """Give a row as many cells as the heading has, where only empty ones have to come or go.

    Excel leaves empty cells at the end away; a row with fewer cells than `least` is cut off.
    """
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if least <= len(cells) < width:
        cells += [""] * (width - len(cells))


def wrong_width(line: int, found: int, expected: int) -> RowFault:
    """Return the fault of a row that has too many cells, or breaks off."""
    fields = {"found": str(found), "expected": str(expected)}
    return RowFault(line, "", "", "The row has {found} cells and the heading {expected}.", fields)


def is_footer(cells: list[str]) -> bool:
    """Whether a row is blank or the line of totals below the others."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    return not first or first.lower().startswith("total")
