"""The monthly report of fee receipts, a page of HTML that is named .xls."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pydantic_core import PydanticCustomError

from toolbox.sii.calc.books import Direction, FileKind
from toolbox.sii.calc.cells import pesos_needed
from toolbox.sii.calc.days import month
from toolbox.sii.calc.rows import FeeReceipt, FileTotals, Reading, RowFault
from toolbox.sii.calc.rut import Rut
from toolbox.sii.reading.decoding import page_of
from toolbox.sii.reading.details import wrong_width
from toolbox.sii.reading.faults import FileFault
from toolbox.sii.reading.headings import plain
from toolbox.sii.reading.judging import Judge
from toolbox.sii.reading.tables import TableRow, rows_of

FIELDS = {
    "n": "folio",
    "no": "folio",
    "nro": "folio",
    "numero": "folio",
    "folio": "folio",
    "fecha": "issued",
    "estado": "state",
    "fechaanulacion": "cancelled",
    "rut": "rut",
    "nombreorazonsocial": "name",
    "nombre": "name",
    "socprof": "is_firm",
    "brutos": "gross",
    "bruto": "gross",
    "retenido": "withheld",
    "pagado": "paid",
}
SIDES = {"emisor": Direction.RECEIVED, "receptor": Direction.ISSUED}
WHOSE = re.compile(r"\brut\s*:\s*([\d.]+-?[\dk])", re.IGNORECASE)
WHEN = re.compile(r"\bmes\s+(?:de\s+)?(\d{1,2})\s+del?\s+(?:año|ano)\s+(\d{4})", re.IGNORECASE)


def read_fees(content: bytes) -> Reading:
    """Return what the report says; raises FileFault for a page that is no such report."""
    rows = rows_of(page_of(content))
    place = next((place for place, row in enumerate(rows) if _is_heading(row)), None)
    if place is None:
        raise FileFault(
            "The file is a web page, but not the monthly report of fee receipts. "
            "Open it in a browser: it may be the portal's sign-in."
        )
    title, heading, body = rows[:place], rows[place], rows[place + 1 :]
    direction = _direction(rows[: place + 1])
    receipts, faults, totals = _Body(heading, direction).read(body)
    return Reading(
        FileKind.FEES,
        receipts,
        faults,
        rut=_rut(title),
        period=_period(title),
        totals=totals,
        direction=direction,
    )


class _Body:
    """The rows below the heading."""

    def __init__(self, heading: TableRow, direction: Direction) -> None:
        self.names, self.direction = heading.cells, direction
        self.fields = [FIELDS.get(plain(name), "") for name in heading.cells]
        if missing := sorted({*FIELDS.values()} - {*self.fields}):
            names = {field: name for name, field in reversed(FIELDS.items())}
            columns = ", ".join(names[field] for field in missing)
            raise FileFault("The file lacks columns that are needed: {columns}.", columns=columns)
        self.judge = Judge(FeeReceipt, self._name)
        self.rows: dict[tuple[str, int], FeeReceipt] = {}
        self.faults: list[RowFault] = []

    def read(
        self, body: Iterable[TableRow]
    ) -> tuple[tuple[FeeReceipt, ...], tuple[RowFault, ...], FileTotals | None]:
        """Return the receipts, the faults and the line of totals, below which nothing counts."""
        totals = None
        for row in body:
            if row.cells[0].lower().startswith("total"):
                totals = self._totals(row)
                break
            if len(row.cells) == len(self.fields):
                self._receipt(row)
            else:
                self.faults.append(wrong_width(row.line, len(row.cells), len(self.fields)))
        else:
            self._miss_totals()
        return tuple(self.rows.values()), tuple(self.faults), totals

    def _receipt(self, row: TableRow) -> None:
        values: dict[str, Any] = dict(zip(self.fields, row.cells, strict=True))
        raw = {name: cell for name, cell in zip(self.names, row.cells, strict=True) if cell}
        values |= {"line": row.line, "direction": self.direction, "raw": raw}
        receipt = self.judge.judge(row.line, values)
        if isinstance(receipt, list):
            self.faults += receipt
            return
        issuer = receipt.rut if self.direction is Direction.RECEIVED else ""
        first = self.rows.setdefault((issuer, receipt.folio), receipt)
        if first is not receipt:
            self.faults.append(
                RowFault(
                    row.line,
                    self._name("folio"),
                    str(receipt.folio),
                    "The same receipt is on line {first} already; that one counts.",
                    {"first": str(first.line)},
                )
            )

    def _totals(self, row: TableRow) -> FileTotals | None:
        try:
            gross, withheld, paid = map(pesos_needed, row.cells[-3:])
        except (PydanticCustomError, ValueError):
            message = "The line of totals cannot be read."
            self.faults.append(RowFault(row.line, "", " ".join(row.cells)[:100], message))
            return None
        return FileTotals(gross, withheld, paid)

    def _miss_totals(self) -> None:
        if self.rows:
            line = max(row.line for row in self.rows.values())
            message = "The report has no line of totals at its end: it may be cut off."
            self.faults.append(RowFault(line, "", "", message))

    def _name(self, field: str) -> str:
        return self.names[self.fields.index(field)] if field in self.fields else field


def _is_heading(row: TableRow) -> bool:
    return {"retenido", "pagado", "estado"} <= {plain(cell) for cell in row.cells}


def _direction(rows: Sequence[TableRow]) -> Direction:
    """On which side the company is, as a cell above or in the heading says."""
    cells = {plain(cell) for row in rows for cell in row.cells}
    found = [side for word, side in SIDES.items() if {word, f"rut{word}"} & cells]
    if len(found) != 1:
        raise FileFault(
            "The report of fee receipts does not say whether they were received or issued: "
            "its heading should have either “Emisor” or “Receptor”."
        )
    return found[0]


def _rut(title: Iterable[TableRow]) -> str | None:
    match = WHOSE.search(_text(title))
    if match is None:
        return None
    try:
        return Rut(match[1])
    except ValueError as error:
        raise FileFault("The report names a RUT that is none: {rut}.", rut=match[1]) from error


def _period(title: Iterable[TableRow]) -> date | None:
    match = WHEN.search(_text(title))
    if match is None:
        return None
    try:
        return month(f"{match[1]}/{match[2]}")
    except PydanticCustomError as error:
        raise FileFault(
            "The report names a month that is none: {month}.", month=match[0]
        ) from error


def _text(title: Iterable[TableRow]) -> str:
    return "\n".join(" ".join(row.cells) for row in title)
