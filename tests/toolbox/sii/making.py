"""Rows and files of the tax office as a reader hands them over, and a company to keep them for."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from toolbox.sii.calc.books import Book, Direction, FeeState, FileKind
from toolbox.sii.calc.rows import FeeReceipt, FileTotals, Purchase, Reading, RowFault, Sale, Total
from toolbox.sii.calc.rut import Rut
from toolbox.sii.models import Company
from toolbox.sii.store.files import FileFacts, Importing
from toolbox.sii.store.keeping import Kept, TakenFile, keep

MONTH, NEXT_MONTH = date(2026, 9, 1), date(2026, 10, 1)
MOMENT = datetime(2026, 11, 5, 12, tzinfo=UTC)
OWN, SUPPLIER, OTHER, THIRD = (str(Rut.of(59_000_000 + number)) for number in range(4))
COMPANY_ID = UUID("123e4567-e89b-12d3-a456-426614174000")


def company(**fields: Any) -> Company:
    """A company that files may be of."""
    told = {"id": COMPANY_ID, "rut": OWN, "name": "Viña Ficticia SpA", **fields}
    return Company.objects.create(**told)


def purchase(folio: int = 100, rut: str = SUPPLIER, type_code: int = 33, **fields: Any) -> Purchase:
    return Purchase(**_document(folio, rut, type_code, fields))


def sale(folio: int = 100, rut: str = OTHER, type_code: int = 33, **fields: Any) -> Sale:
    return Sale(**_document(folio, rut, type_code, fields))


def _document(folio: int, rut: str, type_code: int, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "line": 2,
        "type_code": type_code,
        "folio": folio,
        "rut": rut,
        "name": "Proveedor Ficticio",
        "kind": "Del Giro",
        "issued": date(2026, 9, 3),
        "received": datetime(2026, 9, 4, 15, tzinfo=UTC),
        "acknowledged": None,
        "claimed": None,
        "exempt": 0,
        "net": 1000,
        "vat": 190,
        "total": 1190,
        "raw": {"Folio": str(folio)},
        **fields,
    }


def receipt(folio: int = 1, rut: str = SUPPLIER, **fields: Any) -> FeeReceipt:
    return FeeReceipt(
        **{
            "line": 9,
            "direction": Direction.RECEIVED,
            "folio": folio,
            "issued": date(2026, 9, 3),
            "state": FeeState.VALID,
            "cancelled": None,
            "rut": rut,
            "name": "Persona Ficticia",
            "is_firm": False,
            "gross": 100_000,
            "withheld": 15_250,
            "paid": 84_750,
            **fields,
        }
    )


def total(type_code: int, count: int, amount: int, **fields: Any) -> Total:
    net = amount * 100 // 119
    told = {"exempt": 0, "net": net, "vat": amount - net, "total": amount, **fields}
    return Total(line=2, type_code=type_code, count=count, **told)


def file(
    kind: FileKind,
    *rows: Any,
    faults: Sequence[RowFault] = (),
    totals: FileTotals | None = None,
    only_type: int | None = None,
    direction: Direction | None = None,
    name: str = "",
) -> TakenFile:
    """A file with these rows; its content is another as soon as a row is."""
    if kind is FileKind.FEES:
        direction = direction or Direction.RECEIVED
    reading = Reading(kind, rows, faults, OWN, MONTH, totals, only_type, direction)
    digest = sha256(repr((kind, rows, only_type)).encode()).hexdigest()
    return TakenFile(FileFacts(name or f"{kind}.csv", 1000, digest), reading)


def kept(book: Book, *taken: TakenFile, period: date = MONTH, moment: datetime = MOMENT) -> Kept:
    """Take files in for the company."""
    by = Importing(Company.objects.get(pk=COMPANY_ID), uuid4(), 1, moment)
    return keep(by, book, period, taken)


def fault(line: int = 3) -> RowFault:
    return RowFault(line, "Folio", "abc", "Not a whole number")
