"""The heading of a CSV file: which layout it is, and where its columns are."""

import csv
import unicodedata
from collections import Counter
from dataclasses import dataclass

from toolbox.sii.calc.books import FileKind
from toolbox.sii.reading.faults import FileFault
from toolbox.sii.reading.layouts import LAYOUTS, OTHER_TAXES, TOBACCO, Layout

TOBACCOS = {"tabacospuros", "tabacoscigarrillos", "tabacoselaborados"}
JOINED = {OTHER_TAXES, TOBACCO}


def plain(heading: str) -> str:
    """Return a heading without accents, case, spaces and signs."""
    letters = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(one for one in letters if one.isalnum() and one.isascii())


def cells_of(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line; quotation marks that do not match are letters like others."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return line.split(delimiter)


@dataclass(frozen=True, slots=True)
class Heading:
    """The first line of a file: its cells, and the places of the columns of its layout."""

    line: int
    delimiter: str
    names: tuple[str, ...]
    layout: Layout

    def places(self) -> dict[str, int]:
        """Return where the columns stand that fill a field alone, by field."""
        return {
            column.field: self._place(column.heading)
            for column in self.layout.columns
            if column.field and column.field not in JOINED
        }

    def places_of(self, field: str) -> list[int]:
        """Return where the columns stand that fill a field together."""
        return [
            self._place(column.heading) for column in self.layout.columns if column.field == field
        ]

    def place_of(self, name: str) -> int | None:
        """Return where a column stands, None if the file has no such one."""
        found = [place for place, one in enumerate(self.names) if plain(one) == plain(name)]
        return found[0] if found else None

    def name_of(self, field: str) -> str:
        """Return what the file calls the column of a field."""
        columns = (one.heading for one in self.layout.columns if one.field == field)
        place = self.place_of(next(columns, field))
        return field if place is None else self.names[place]

    def _place(self, name: str) -> int:
        place = self.place_of(name)
        if place is None:
            raise KeyError(name)
        return place


def heading_of(line: int, text: str) -> Heading:
    """Return the heading that a line is; raises FileFault for one of no known file."""
    delimiter = max(";\t,", key=text.count)
    names = [cell.strip() for cell in cells_of(text, delimiter)]
    while names and not names[-1]:
        names.pop()
    counts = Counter(map(plain, names))
    layout = LAYOUTS.get(kind_of(set(counts)))  # type: ignore[arg-type]
    if layout is None:
        raise FileFault(
            "The file is none that is known here. It begins: “{start}”.", start=text.strip()[:80]
        )
    needed = [one.heading for one in layout.columns if one.field]
    if missing := [name for name in needed if plain(name) not in counts]:
        raise FileFault(
            "The file lacks columns that are needed: {columns}.", columns=", ".join(missing)
        )
    if twice := [name for name in needed if counts[plain(name)] > 1]:
        raise FileFault("The file has columns twice: {columns}.", columns=", ".join(twice))
    return Heading(line, delimiter, tuple(names), layout)


def kind_of(names: set[str]) -> FileKind | None:
    """Return which file of the register a heading belongs to, None for no one."""
    if {"tipodocumento", "totaldocumentos"} <= names:
        is_purchases = "ivarecuperable" in names
        return FileKind.PURCHASES_SUMMARY if is_purchases else FileKind.SALES_SUMMARY
    if not {"tipodoc", "folio"} <= names:
        return None
    if "rutcliente" in names or "tipoventa" in names:
        return FileKind.SALES
    if not names & {"rutproveedor", "tipocompra"}:
        return None
    if "fechareclamo" in names:
        return FileKind.PURCHASES_CLAIMED
    if "fechaacuse" not in names:
        return FileKind.PURCHASES_PENDING
    return FileKind.PURCHASES_REGISTERED if names & TOBACCOS else FileKind.PURCHASES_LEFT_OUT
