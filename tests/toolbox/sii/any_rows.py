"""Rows of the tax office made by hand, and rows of any kind for properties."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from toolbox.sii.calc.books import Direction, FeeState, FilingState
from toolbox.sii.calc.cells import is_nothing
from toolbox.sii.calc.days import ZONE
from toolbox.sii.calc.doctypes import RARE, TYPES, Listing
from toolbox.sii.calc.rows import FeeReceipt, Filing, OtherTax, Purchase, Sale, Total
from toolbox.sii.calc.rut import Rut

COMPANY = Rut("76086428-5")
SEPTEMBER = date(2026, 9, 1)
MOST = 10**14 - 1

SUPPLIER = Rut("12345678-5")
COMMON: dict[str, Any] = {
    "line": 2,
    "type_code": 33,
    "folio": 100,
    "rut": SUPPLIER,
    "name": "Ferretería Ñuñoa Ltda",
    "kind": "Del Giro",
    "issued": date(2026, 9, 3),
    "received": datetime(2026, 9, 4, 10, 1, 2, tzinfo=ZONE),
    "acknowledged": None,
    "claimed": None,
    "exempt": 0,
    "net": 100_000,
    "vat": 19_000,
    "total": 119_000,
}


def purchase(**changes: Any) -> Purchase:
    """A purchase, as usual but for what is given."""
    return Purchase(**{**COMMON, **changes})


def sale(**changes: Any) -> Sale:
    """A sale, as usual but for what is given."""
    return Sale(**{**COMMON, **changes})


def fee(**changes: Any) -> FeeReceipt:
    """A fee receipt, as usual but for what is given."""
    usual: dict[str, Any] = {
        "line": 8,
        "direction": Direction.RECEIVED,
        "folio": 7,
        "issued": date(2026, 9, 2),
        "state": FeeState.VALID,
        "cancelled": None,
        "rut": SUPPLIER,
        "name": "José Muñoz",
        "is_firm": False,
        "gross": 100_000,
        "withheld": 15_250,
        "paid": 84_750,
    }
    return FeeReceipt(**{**usual, **changes})


def filing(**changes: Any) -> Filing:
    """A return, as usual but for what is given."""
    usual: dict[str, Any] = {
        "rut": COMPANY,
        "period": SEPTEMBER,
        "folio": 8_123_456_789,
        "kind": "Primitiva",
        "state": FilingState.VALID,
        "filed": date(2026, 10, 20),
        "codes": {538: Decimal(190_000), 537: Decimal(40_000), 115: Decimal("0.25")},
    }
    return Filing(**{**usual, **changes})


def bare(row: Any) -> Any:
    """A row without what only a file gives it: its place, and the cells as they came."""
    kept = {one.name for one in fields(row)}
    raw: dict[str, Any] = {"raw": {}} if "raw" in kept else {}
    return replace(row, line=0, **raw)


ruts = st.integers(1, 99_999_999).map(Rut.of)
amounts = st.integers(-MOST, MOST)
salaries = st.integers(-(10**12), 10**12)
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
moments = st.builds(
    datetime.combine, days, st.times().map(lambda one: one.replace(microsecond=0))
).map(lambda one: _real(one))
# Of several spaces a page of HTML shows one.
words = st.text(
    st.characters(codec="cp1252", exclude_categories=("C", "Z")) | st.just(" "), max_size=40
).map(lambda text: "" if is_nothing(text) else " ".join(text.split()))
folios = st.integers(1, 10**10)
type_codes = st.sampled_from(
    sorted({one.code for one in TYPES.values() if one.listing is not Listing.NONE} | RARE)
)
taxes = st.lists(
    st.builds(
        OtherTax,
        st.integers(0, 999),
        st.none() | amounts,
        st.none() | st.decimals(0, 100, places=2),
    ),
    max_size=3,
).map(tuple)
_document: dict[str, Any] = {
    "line": st.just(0),
    "type_code": type_codes,
    "folio": folios,
    "rut": ruts | st.just(""),
    "name": words,
    "kind": words,
    "issued": days,
    "received": st.none() | moments,
    "exempt": amounts,
    "net": amounts,
    "vat": amounts,
    "total": amounts,
    "other_taxes": taxes,
    "note_on_purchase_invoice": words,
    "raw": st.just({}),
}
_optional = st.none() | moments


def purchases(*, acknowledged: bool = True, claimed: bool = False, tobacco: bool = True) -> Any:
    """Any purchase, of those whose file has the columns that are named."""
    return st.builds(
        Purchase,
        **_document,
        acknowledged=_optional if acknowledged else st.none(),
        claimed=_optional if claimed else st.none(),
        vat_lost=amounts,
        vat_lost_code=st.none() | st.integers(0, 9),
        fixed_asset_net=amounts,
        fixed_asset_vat=amounts,
        common_vat=amounts,
        tax_without_credit=amounts,
        vat_not_withheld=amounts,
        tobacco=amounts if tobacco else st.just(0),
    )


def sales() -> Any:
    """Any sale."""
    return st.builds(
        Sale,
        **_document,
        acknowledged=_optional,
        claimed=_optional,
        vat_withheld=amounts,
        vat_withheld_in_part=amounts,
        vat_not_withheld=amounts,
        vat_own=amounts,
        vat_of_others=amounts,
        vat_late=amounts,
        reference_type=st.integers(0, 999),
        reference_folio=words,
        foreign_id=words,
        branch=words,
    )


def totals() -> Any:
    """Any line of a summary."""
    return st.builds(
        Total,
        line=st.just(0),
        type_code=type_codes,
        count=st.integers(0, 10**9),
        exempt=amounts,
        net=amounts,
        vat=amounts,
        total=amounts,
        common_vat=st.just(0),
        vat_lost=st.just(0),
    )


def fees(direction: Direction) -> Any:
    """Any fee receipt."""
    return st.builds(
        FeeReceipt,
        line=st.just(0),
        direction=st.just(direction),
        folio=folios,
        issued=days,
        state=st.sampled_from(FeeState),
        cancelled=st.none() | days,
        rut=ruts,
        name=words,
        is_firm=st.booleans(),
        gross=salaries,
        withheld=salaries,
        paid=salaries,
        raw=st.just({}),
    )


def filings() -> Any:
    """Any return of the company."""
    figures = st.dictionaries(
        st.sampled_from([20, 48, 62, 77, 89, 91, 142, 151, 502, 520, 537, 538, 563]),
        amounts.map(Decimal),
    )
    return st.builds(
        Filing,
        rut=ruts,
        period=days.map(lambda day: day.replace(day=1)),
        folio=folios,
        kind=words,
        state=st.sampled_from([FilingState.VALID, FilingState.CORRECTED, FilingState.CANCELLED]),
        filed=st.none() | days,
        codes=st.tuples(figures, st.decimals(0, 99, places=4)).map(
            lambda pair: {**pair[0], 115: pair[1]}
        ),
    )


def _real(moment: datetime) -> datetime:
    """A moment that Santiago's clock showed, the earlier one of two with the same text."""
    there = moment.replace(tzinfo=ZONE).astimezone(UTC).astimezone(ZONE)
    return there.replace(fold=0)
