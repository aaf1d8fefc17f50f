"""What a row counts for in totals: its amounts with their sign, or nothing."""

from toolbox.sii.calc.books import FeeState, PurchaseState
from toolbox.sii.calc.doctypes import Listing, doctype
from toolbox.sii.calc.rows import FeeReceipt, Purchase, Sale, Total

Signed = dict[str, int]


def of_purchase(row: Purchase, state: PurchaseState) -> Signed:
    """Return the signed amounts of a purchase; nothing unless it is in the register."""
    return _signed(row, sign_of(row.type_code) if state is PurchaseState.REGISTERED else 0)


def of_sale(row: Sale) -> Signed:
    """Return the signed amounts of a sale."""
    return _signed(row, sign_of(row.type_code))


def of_total(row: Total) -> Signed:
    """Return the signed amounts of a line of a summary."""
    return _signed(row, sign_of(row.type_code))


def of_receipt(row: FeeReceipt) -> Signed:
    """Return the amounts of a fee receipt; nothing for one that was cancelled."""
    counts = int(row.state is FeeState.VALID)
    return {
        "counted_gross": counts * row.gross,
        "counted_withheld": counts * row.withheld,
        "counted_paid": counts * row.paid,
    }


def is_detailed(type_code: int) -> bool:
    """Return whether documents of the type are listed one by one, so that they are known twice."""
    known = doctype(type_code)
    return known is not None and known.listing is Listing.DETAIL


def sign_of(type_code: int) -> int:
    """Return whether a type adds to totals (1), takes from them (-1), or neither (0).

    A type that nobody knows counts for nothing: a reader refuses it before.
    """
    known = doctype(type_code)
    return known.sign if known else 0


def _signed(row: Purchase | Sale | Total, sign: int) -> Signed:
    return {
        "signed_exempt": sign * row.exempt,
        "signed_net": sign * row.net,
        "signed_vat": sign * row.vat,
        "signed_total": sign * row.total,
    }
