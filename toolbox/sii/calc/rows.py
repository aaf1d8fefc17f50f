"""What a file of the SII says, row by row, whatever its form was. Amounts are whole pesos.

The types of the fields are those of the cells, so that pydantic makes a row of texts or says which
of them is wrong; a row made by hand is not judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from toolbox.sii.calc.books import Direction, FileKind
from toolbox.sii.calc.cell_types import (
    Count,
    Day,
    DayIfAny,
    Folio,
    FolioIfAny,
    Moment,
    Month,
    NumberIfAny,
    Pesos,
    PesosIfAny,
    PesosNeeded,
    Rate,
    Raw,
    Reference,
    RutIfAny,
    RutNeeded,
    ShortText,
    StateOfFee,
    StateOfFiling,
    SumOfPesos,
    Text,
    TypeCode,
    YesNo,
)


@dataclass(frozen=True, slots=True)
class OtherTax:
    """A tax besides VAT on a document: its code, and the amount and rate (percent) if given."""

    code: Count
    amount: PesosIfAny = None
    rate: Rate = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What purchases and sales share. `line` is the place in the file, from 1; `rut` and `name`
    are the counterpart's, empty where none is named; `raw` is the row as it came, by heading.
    Amounts of credit notes are positive, as in the file: the sign is the type's.
    """

    line: int
    type_code: TypeCode
    folio: Folio
    rut: RutIfAny
    name: Text
    kind: ShortText
    issued: Day
    received: Moment
    acknowledged: Moment
    claimed: Moment
    exempt: Pesos
    net: Pesos
    vat: Pesos
    total: PesosNeeded
    other_taxes: tuple[OtherTax, ...] = ()
    note_on_purchase_invoice: Text = ""
    raw: Raw = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase(Document):
    """A purchase; `vat` is the recoverable VAT."""

    vat_lost: Pesos = 0
    vat_lost_code: NumberIfAny = None
    fixed_asset_net: Pesos = 0
    fixed_asset_vat: Pesos = 0
    common_vat: Pesos = 0
    tax_without_credit: Pesos = 0
    vat_not_withheld: Pesos = 0
    tobacco: SumOfPesos = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale(Document):
    """A sale; a reference is given as its type (0: none, or in letters) and its folio as text."""

    vat_withheld: Pesos = 0
    vat_withheld_in_part: Pesos = 0
    vat_not_withheld: Pesos = 0
    vat_own: Pesos = 0
    vat_of_others: Pesos = 0
    vat_late: Pesos = 0
    reference_type: Reference = 0
    reference_folio: Text = ""
    foreign_id: ShortText = ""
    branch: ShortText = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeReceipt:
    """A fee receipt; `rut` and `name` are those of the other side."""

    line: int
    direction: Direction
    folio: Folio
    issued: Day
    state: StateOfFee
    cancelled: DayIfAny
    rut: RutNeeded
    name: Text
    is_firm: YesNo
    gross: PesosNeeded
    withheld: Pesos
    paid: PesosNeeded
    raw: Raw = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What a summary says of one type of document: in a month (`day` 0) or on one day."""

    line: int
    type_code: TypeCode
    day: int = 0
    count: Count
    exempt: Pesos
    net: Pesos
    vat: Pesos
    total: PesosNeeded
    common_vat: Pesos = 0
    vat_lost: Pesos = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One F29 return as filed, or as the portal proposes it (then without a folio)."""

    rut: RutNeeded
    period: Month
    folio: FolioIfAny
    kind: ShortText
    state: StateOfFiling
    filed: DayIfAny
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
