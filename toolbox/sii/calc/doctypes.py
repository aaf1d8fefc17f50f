"""The types of tax documents, as the SII's scheme of the electronic document numbers them."""

from dataclasses import dataclass
from enum import Enum


class Listing(Enum):
    """How a type stands in the register of purchases and sales."""

    DETAIL = "one row a document"
    TOTAL = "totals alone"
    NONE = "not at all"


@dataclass(frozen=True, slots=True)
class DocType:
    """One type: its code, its name for operators, its sign in totals, how it is listed."""

    code: int
    name: str
    sign: int = 1
    listing: Listing = Listing.DETAIL


_TYPES = (
    DocType(29, "Start invoice"),
    DocType(30, "Invoice (paper)"),
    DocType(32, "Exempt invoice (paper)"),
    DocType(33, "Invoice"),
    DocType(34, "Exempt invoice"),
    DocType(35, "Receipt (paper)", listing=Listing.TOTAL),
    DocType(38, "Exempt receipt (paper)", listing=Listing.TOTAL),
    DocType(39, "Receipt", listing=Listing.TOTAL),
    DocType(40, "Settlement invoice (paper)"),
    DocType(41, "Exempt receipt", listing=Listing.TOTAL),
    DocType(43, "Settlement invoice"),
    DocType(45, "Purchase invoice (paper)"),
    DocType(46, "Purchase invoice"),
    DocType(47, "Vending machine voucher", listing=Listing.TOTAL),
    DocType(48, "Electronic payment voucher", listing=Listing.TOTAL),
    DocType(52, "Dispatch guide", sign=0, listing=Listing.NONE),
    DocType(55, "Debit note (paper)"),
    DocType(56, "Debit note"),
    DocType(60, "Credit note (paper)", sign=-1),
    DocType(61, "Credit note", sign=-1),
    DocType(101, "Export invoice (paper)"),
    DocType(104, "Export debit note (paper)"),
    DocType(106, "Export credit note (paper)", sign=-1),
    DocType(110, "Export invoice"),
    DocType(111, "Export debit note"),
    DocType(112, "Export credit note", sign=-1),
    DocType(914, "Import declaration"),
    DocType(920, "Other records, added to the debit"),
    DocType(922, "Other records, taken from the debit", sign=-1),
)
TYPES = {one.code: one for one in _TYPES}
RARE = frozenset({102, 103, 105, 108, 109, *range(901, 908), *range(909, 912), 919, 924})
"""Codes that the register may hold, of which no more is known than that they count as they are."""


def doctype(code: int) -> DocType | None:
    """Return the type of a code; None for one that the register does not know."""
    if code in RARE:
        return DocType(code, "Other document")
    return TYPES.get(code)
