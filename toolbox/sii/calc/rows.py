"""What a file of the SII says, row by row, whatever its form was. Amounts are whole pesos."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from toolbox.sii.calc.books import Direction, FeeState, FileKind, FilingState


@dataclass(frozen=True, slots=True)
class OtherTax:
    """A tax besides VAT on a document: its code, and the amount and rate (percent) if given."""

    code: int
    amount: int | None = None
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What purchases and sales share. `line` is the place in the file, from 1; `rut` and `name`
    are the counterpart's, empty where none is named; `raw` is the row as it came, by heading.
    Amounts of credit notes are positive, as in the file: the sign is the type's.
    """

    line: int
    type_code: int
    folio: int
    rut: str
    name: str
    kind: str
    issued: date
    received: datetime | None
    acknowledged: datetime | None
    claimed: datetime | None
    exempt: int
    net: int
    vat: int
    total: int
    other_taxes: tuple[OtherTax, ...] = ()
    note_on_purchase_invoice: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase(Document):
    """A purchase; `vat` is the recoverable VAT."""

    vat_lost: int = 0
    vat_lost_code: int | None = None
    fixed_asset_net: int = 0
    fixed_asset_vat: int = 0
    common_vat: int = 0
    tax_without_credit: int = 0
    vat_not_withheld: int = 0
    tobacco: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale(Document):
    """A sale; a reference is given as its type (0: none) and its folio as text."""

    vat_withheld: int = 0
    vat_withheld_in_part: int = 0
    vat_not_withheld: int = 0
    vat_own: int = 0
    vat_of_others: int = 0
    vat_late: int = 0
    reference_type: int = 0
    reference_folio: str = ""
    foreign_id: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeReceipt:
    """A fee receipt; `rut` and `name` are those of the other side."""

    line: int
    direction: Direction
    folio: int
    issued: date
    state: FeeState
    cancelled: date | None
    rut: str
    name: str
    is_firm: bool
    gross: int
    withheld: int
    paid: int
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What a summary says of one type of document: in a month (`day` 0) or on one day."""

    line: int
    type_code: int
    day: int = 0
    count: int
    exempt: int
    net: int
    vat: int
    total: int
    common_vat: int = 0
    vat_lost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One F29 return as filed, or as the portal proposes it (then without a folio)."""

    rut: str
    period: date
    folio: int | None
    kind: str
    state: FilingState
    filed: date | None
    codes: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in one row: a literal sentence and what it names; the row is left out."""

    line: int
    column: str
    value: str
    message: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileTotals:
    """What the file itself says that its rows add up to (a line of totals)."""

    gross: int
    withheld: int
    paid: int


Row = Purchase | Sale | FeeReceipt | Total | Filing


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read: what it is, its rows in order, what was wrong, and what it says of itself.

    The rows of a large file are read while one goes through them, from the beginning each time;
    `faults` is complete once one has been to the end. `rut` and `period` (a first of a month) are
    None where neither the content nor the file's name tells them; `only_type` is the one type of
    document that the file is limited to by its name, None where it has them all; `direction` is
    that of its fee receipts, as its heading says, even where it lists none.
    """

    kind: FileKind
    rows: Iterable[Row]
    faults: Sequence[RowFault] = ()
    rut: str | None = None
    period: date | None = None
    totals: FileTotals | None = None
    only_type: int | None = None
    direction: Direction | None = None
