"""Rows of the register as the SII's CSV files have them, and as programs and people spoil those."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from zoneinfo import ZoneInfo

from toolbox.sii.calc.books import FileKind
from toolbox.sii.calc.rows import OtherTax, Purchase, Sale, Total
from toolbox.sii.reading.layouts import LAYOUTS, OTHER_TAXES, TOBACCO, Layout
from toolbox.sii.samples.names import TYPE_NAMES
from toolbox.sii.zone import SANTIAGO

ZONE = ZoneInfo(SANTIAGO)
REPEATED = {"type_code", "folio", "rut", "kind", "name", "issued"}
"""What a row of a further tax says again of its document."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a CSV file is written; as it stands here, as the SII's portal does."""

    encoding: str = "utf-8"
    newline: str = "\n"
    row_end: str = ";"
    heading_end: str = ""
    quoted: bool = False
    thousands: str = ""
    pesos: str = ""
    day: str = "%d/%m/%Y"
    moment: str = "%d/%m/%Y %H:%M:%S"
    nothing: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    footer: tuple[str, ...] = ()


PORTAL = Style()
PORTAL_1252 = Style(encoding="cp1252", newline="\r\n")
PORTAL_BOM = Style(encoding="utf-8-sig", newline="\r\n", heading_end=";")
EXCEL = Style(
    encoding="utf-8-sig",
    newline="\r\n",
    thousands=".",
    pesos="$ ",
    day="%d-%m-%Y",
    moment="%d-%m-%Y %H:%M",
    row_end="",
    footer=(";" * 10, "Total;;;;;;;;;;;;;$ 1.190.000"),
)
"""Opened in Excel and saved again: separators, a sign of currency, seconds gone, a sum below."""


def write_detail(
    kind: FileKind, documents: Iterable[Purchase | Sale], style: Style = PORTAL
) -> bytes:
    """Return the detail of purchases or sales as a file; further taxes take rows of their own."""
    layout = LAYOUTS[kind]
    rows = (_rows(layout, number, one, style) for number, one in enumerate(documents, 1))
    return _file(layout, chain.from_iterable(rows), style)


def write_summary(kind: FileKind, totals: Iterable[Total], style: Style = PORTAL) -> bytes:
    """Return the totals by type of document as a file."""
    layout = LAYOUTS[kind]
    return _file(layout, (_total(layout, one, style) for one in totals), style)


def _rows(
    layout: Layout, number: int, document: Purchase | Sale, style: Style
) -> Iterator[list[str]]:
    first, *further = document.other_taxes or (None,)
    texts = {"": str(number) if number else ""}
    for column in layout.columns:
        if column.field and column.field not in (OTHER_TAXES, TOBACCO):
            texts[column.field] = _cell(getattr(document, column.field), column.field, style)
    yield _cells(layout, texts, document, first, style)
    for tax in further:
        again = {name: text for name, text in texts.items() if name in REPEATED}
        yield _cells(layout, again, None, tax, style)


def _cells(
    layout: Layout,
    texts: dict[str, str],
    document: Purchase | Sale | None,
    tax: OtherTax | None,
    style: Style,
) -> list[str]:
    tobacco = [_amount(document.tobacco, style), "0", ""] if isinstance(document, Purchase) else []
    groups = {OTHER_TAXES: _tax(tax, style), TOBACCO: tobacco or [""] * 3}
    cells = []
    for column in layout.columns:
        if column.field in groups:
            cells.append(groups[column.field].pop(0))
        elif column.field or column.heading == "Nro":
            cells.append(texts.get(column.field, style.nothing))
        else:
            cells.append(style.nothing)
    return cells


def _tax(tax: OtherTax | None, style: Style) -> list[str]:
    if tax is None:
        return [style.nothing] * 3
    amount = style.nothing if tax.amount is None else _amount(tax.amount, style)
    rate = style.nothing if tax.rate is None else _decimal(tax.rate)
    return [str(tax.code), amount, rate]


def _total(layout: Layout, total: Total, style: Style) -> list[str]:
    texts = {
        column.field: _amount(getattr(total, column.field), style) for column in layout.columns
    }
    texts["type_code"] = f"{TYPE_NAMES.get(total.type_code, 'Documento')}({total.type_code})"
    return [texts[column.field] for column in layout.columns]


def _cell(value: object, field: str, style: Style) -> str:
    match value:
        case datetime():
            return value.astimezone(ZONE).strftime(style.moment)
        case date():
            return value.strftime(style.day)
        case None:
            return style.nothing
        case int() if field not in ("type_code", "folio", "vat_lost_code", "reference_type"):
            return _amount(value, style)
        case "" if field == "rut":
            return "-"
        case _:
            return str(value)


def _amount(amount: int, style: Style) -> str:
    grouped = f"{amount:,}".replace(",", style.thousands)
    return f"{style.pesos}{grouped}"


def _decimal(rate: Decimal) -> str:
    return f"{rate:f}"


def _file(layout: Layout, rows: Iterable[list[str]], style: Style) -> bytes:
    headings = [*layout.headings, *(heading for heading, _ in style.extra)]
    values = [value for _, value in style.extra]
    lines = [_line(headings, style) + style.heading_end]
    lines += [_line([*cells, *values], style) + style.row_end for cells in rows]
    lines += style.footer
    return "".join(line + style.newline for line in lines).encode(style.encoding)


def _line(cells: list[str], style: Style) -> str:
    return ";".join(_quoted(cell, style) for cell in cells)


def _quoted(cell: str, style: Style) -> str:
    if not style.quoted and not set(cell) & {";", '"', "\n"}:
        return cell
    return '"' + cell.replace('"', '""') + '"'
