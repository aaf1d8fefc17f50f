"""The monthly report of fee receipts: a table in HTML that is named .xls."""

from collections.abc import Iterable
from datetime import date
from html import escape

from toolbox.sii.calc.books import Direction, FeeState
from toolbox.sii.calc.rows import FeeReceipt

HEADINGS = ("N°", "Fecha", "Estado", "Fecha Anulación", "Rut", "Nombre o Razón Social")
AMOUNTS = ("Soc. Prof.", "Brutos", "Retenido", "Pagado")
SIDES = {Direction.RECEIVED: "Emisor", Direction.ISSUED: "Receptor"}
NAMES = {Direction.RECEIVED: "informeMensualREC.xls", Direction.ISSUED: "informeMensualEMI.xls"}


def write_fees(
    receipts: Iterable[FeeReceipt],
    *,
    direction: Direction,
    rut: str,
    period: date,
    name: str = "Empresa de Muestra SpA",
    with_totals: bool = True,
) -> bytes:
    """Return the report of one month; its totals leave cancelled receipts out."""
    given = list(receipts)
    lines = [
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">',
        "</head><body><table border=1>",
        f"<tr><td colspan=10><b>Contribuyente : {escape(name)}</b></td></tr>",
        f"<tr><td colspan=10><b>RUT : {rut}</b></td></tr>",
        f"<tr><td colspan=10>Informe del mes {period:%m} del año {period:%Y}</td></tr>",
        f"<tr><td colspan=4>Boleta</td><td colspan=6>{SIDES[direction]}</td></tr>",
        _row(HEADINGS + AMOUNTS, "th"),
        *(_row(_cells(one)) for one in given),
    ]
    lines.append(_totals([one for one in given if one.state is FeeState.VALID]))
    return "\n".join([*lines, "</table></body></html>"]).encode("iso-8859-1", "xmlcharrefreplace")


def _cells(receipt: FeeReceipt) -> list[str]:
    return [
        str(receipt.folio),
        f"{receipt.issued:%d/%m/%Y}",
        receipt.state.value,
        f"{receipt.cancelled:%d/%m/%Y}" if receipt.cancelled else "",
        receipt.rut,
        receipt.name,
        "SI" if receipt.is_firm else "NO",
        *map(_pesos, (receipt.gross, receipt.withheld, receipt.paid)),
    ]


def _totals(counted: list[FeeReceipt]) -> str:
    sums = [
        sum(one.gross for one in counted),
        sum(one.withheld for one in counted),
        sum(one.paid for one in counted),
    ]
    amounts = "".join(f"<td>{_pesos(one)}</td>" for one in sums)
    return f"<tr><td colspan=7>Totales* :</td>{amounts}</tr>"


def _pesos(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _row(cells: Iterable[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
