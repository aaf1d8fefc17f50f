"""The odd rows of the out-of-system and referral sheets, planted beside known documents."""

from collections.abc import Callable
from dataclasses import dataclass

from toolbox.samples.cases import BAD_CASES, BAD_EVERY, BAD_FROM, PERIOD
from toolbox.samples.deals import Document
from toolbox.samples.erp_rows import Row
from toolbox.samples.sheet_rows import sheet_row

FIRST_PLACE = 6


@dataclass(frozen=True, slots=True)
class SheetCase:
    """One odd thing in an out-of-system sheet: its number, what it is, and the row."""

    number: str
    label: str
    make: Callable[[Document], Row]


@dataclass(frozen=True, slots=True)
class ReferralCase:
    """One odd thing among the referrals: the names given for a settlement, in their order."""

    number: str
    label: str
    names: tuple[str, ...]


def own_code(document: Document) -> str:
    """Return a code that only the sheet knows."""
    currency = " ME" if document.settlement.currency == "USD" else ""
    return f"LIQ8{document.number:06d}-2022{currency}"


def _with(**values: object) -> Callable[[Document], Row]:
    """Return what makes a row under its own code with fixed values in it."""

    def make(document: Document) -> Row:
        row = sheet_row(document, own_code(document), document.settlement.executive)
        return {**row, **{name.replace("_", " "): value for name, value in values.items()}}

    return make


def _same_code(suffix: str) -> Callable[[Document], Row]:
    def make(document: Document) -> Row:
        code = document.settlement.code + suffix
        return sheet_row(document, code, document.settlement.executive)

    return make


def _signs_for_amounts(document: Document) -> Row:
    return {**_with()(document), "Comision Con IGV": "<", "Gastos Diversos con IGV": "-"}


def _date_objects(document: Document) -> Row:
    row = _with()(document)
    return {**row, "Fecha de Op": {"f_jsdate__java_util_Date": row["Fecha de Op"]}}


def _numeric_document(document: Document) -> Row:
    return {**_with()(document), "N° Factura/ Letra": 10_000 + document.number}


SHEET_CASES: tuple[SheetCase, ...] = (
    SheetCase("E14", "the code of an ERP row", _same_code("")),
    SheetCase("E14", "the code of an ERP row and a blank", _same_code(" ")),
    SheetCase("E15", "client's tax id blank", _with(RUC_Cliente="")),
    SheetCase("E15", "code blank", _with(Liquidación="")),
    SheetCase("E15", "document number a number", _numeric_document),
    SheetCase("E15", "signs instead of amounts", _signs_for_amounts),
    SheetCase("E15", "day as an object", _date_objects),
    SheetCase("E16", "executive just alike enough", _with(EJECUTIVO="bruno salxxxxxx")),
    SheetCase("E16", "executive not quite alike enough", _with(EJECUTIVO="bruno salvxxxxxxx")),
    SheetCase("E16", "executive unknown", _with(EJECUTIVO="nadie conocido")),
)
BAD_SHEET_CASE = SheetCase("E15", "executive missing", _with(EJECUTIVO=None))

REFERRAL_CASES: tuple[ReferralCase, ...] = (
    ReferralCase("E17", "two referrals of one settlement", ("xyz", "KARLITA")),
    ReferralCase("E17", "alias in other case", ("kArLiTa",)),
    ReferralCase("E17", "name just alike enough", ("bruno salxxxx",)),
    ReferralCase("E17", "name not quite alike enough", ("bruno saxx",)),
)

SHEET_PLACES: dict[int, SheetCase] = {
    **{FIRST_PLACE + 2 * place: case for place, case in enumerate(SHEET_CASES)},
    BAD_FROM + BAD_EVERY * len(BAD_CASES): BAD_SHEET_CASE,
}
REFERRAL_PLACES: dict[int, ReferralCase] = {
    FIRST_PLACE + 2 * (len(SHEET_CASES) + place): case for place, case in enumerate(REFERRAL_CASES)
}


def sheet_case_of(number: int) -> SheetCase | None:
    """Return the case that a sheet shows beside a document, if it shows one."""
    return SHEET_PLACES.get(number % PERIOD)


def referral_case_of(number: int) -> ReferralCase | None:
    """Return the case that the referrals show for a document's settlement, if they show one."""
    return REFERRAL_PLACES.get(number % PERIOD)
