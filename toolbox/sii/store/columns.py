"""Rows of files as columns of tables."""

from collections.abc import Iterable
from typing import Any

from toolbox.sii.calc import signs, withholding
from toolbox.sii.calc.books import Book, Direction, PurchaseState
from toolbox.sii.calc.rows import Document, FeeReceipt, OtherTax, Purchase, Row, Sale, Total

Columns = dict[str, Any]
LONGEST, SHORT = 255, 40
"""The lengths of texts that are kept; the raw row has them whole."""


def columns_of(row: Row, company_rut: str, book: Book, state: PurchaseState | None) -> Columns:
    """Return the columns of a row of a book; `state` is that of the purchases in its file."""
    match row:
        case Purchase() if state:
            return of_purchase(row, state)
        case Sale():
            return of_sale(row)
        case FeeReceipt():
            return of_receipt(row, company_rut)
        case Total():
            return of_total(row, book)
    raise TypeError(f"{type(row).__name__} is no row of {book}")


def of_purchase(row: Purchase, state: PurchaseState) -> Columns:
    """Return the columns of a purchase in a state of the register."""
    return {
        **_of_document(row),
        **signs.of_purchase(row, state),
        "state": state.value,
        "vat_lost": row.vat_lost,
        "vat_lost_code": row.vat_lost_code,
        "fixed_asset_net": row.fixed_asset_net,
        "fixed_asset_vat": row.fixed_asset_vat,
        "common_vat": row.common_vat,
        "tax_without_credit": row.tax_without_credit,
        "vat_not_withheld": row.vat_not_withheld,
        "tobacco": row.tobacco,
    }


def of_sale(row: Sale) -> Columns:
    """Return the columns of a sale."""
    return {
        **_of_document(row),
        **signs.of_sale(row),
        "vat_withheld": row.vat_withheld,
        "vat_withheld_in_part": row.vat_withheld_in_part,
        "vat_not_withheld": row.vat_not_withheld,
        "vat_own": row.vat_own,
        "vat_of_others": row.vat_of_others,
        "vat_late": row.vat_late,
        "reference_type": row.reference_type,
        "reference_folio": row.reference_folio[:LONGEST],
        "foreign_id": row.foreign_id[:SHORT],
        "branch": row.branch[:SHORT],
    }


def of_receipt(row: FeeReceipt, company_rut: str) -> Columns:
    """Return the columns of a fee receipt; who issued it is the other side or the company."""
    is_received = row.direction is Direction.RECEIVED
    return {
        "direction": row.direction.value,
        "issuer_rut": row.rut if is_received else company_rut,
        "folio": row.folio,
        "issued": row.issued,
        "state": row.state.value,
        "cancelled": row.cancelled,
        "counterpart_rut": row.rut,
        "counterpart_name": row.name[:LONGEST],
        "is_firm": row.is_firm,
        "gross": row.gross,
        "withheld": row.withheld,
        "paid": row.paid,
        **signs.of_receipt(row),
        "warnings": [one.stored() for one in withholding.remarks(row)],
    }


def of_total(row: Total, book: Book) -> Columns:
    """Return the columns of a line of a summary."""
    return {
        "book": book.value,
        "type_code": row.type_code,
        "day": row.day,
        "count": row.count,
        "exempt": row.exempt,
        "net": row.net,
        "vat": row.vat,
        "common_vat": row.common_vat,
        "vat_lost": row.vat_lost,
        "total": row.total,
        **signs.of_total(row),
        "is_detailed": signs.is_detailed(row.type_code),
    }


def _of_document(row: Document) -> Columns:
    return {
        "type_code": row.type_code,
        "folio": row.folio,
        "counterpart_rut": row.rut,
        "counterpart_name": row.name[:LONGEST],
        "kind": row.kind[:SHORT],
        "issued": row.issued,
        "received": row.received,
        "acknowledged": row.acknowledged,
        "claimed": row.claimed,
        "exempt": row.exempt,
        "net": row.net,
        "vat": row.vat,
        "total": row.total,
        "other_taxes": _other_taxes(row.other_taxes),
        "note_on_purchase_invoice": row.note_on_purchase_invoice[:LONGEST],
        "warnings": [],
    }


def _other_taxes(taxes: Iterable[OtherTax]) -> list[dict[str, Any]]:
    return [
        {
            "code": one.code,
            "amount": one.amount,
            "rate": None if one.rate is None else str(one.rate),
        }
        for one in taxes
    ]
