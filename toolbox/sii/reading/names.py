"""What the name of a file tells: whose it is, of which month, and of which type of document."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from toolbox.sii.calc.books import FileKind
from toolbox.sii.calc.doctypes import doctype
from toolbox.sii.calc.rut import Rut
from toolbox.sii.reading.faults import FileFault

STEMS = {
    FileKind.PURCHASES_SUMMARY: "RCV_RESUMEN_COMPRA_REGISTRO",
    FileKind.SALES_SUMMARY: "RCV_RESUMEN_VENTA",
    FileKind.PURCHASES_REGISTERED: "RCV_COMPRA_REGISTRO",
    FileKind.PURCHASES_PENDING: "RCV_COMPRA_PENDIENTE",
    FileKind.PURCHASES_LEFT_OUT: "RCV_COMPRA_NO_INCLUIR",
    FileKind.PURCHASES_CLAIMED: "RCV_COMPRA_RECLAMADO",
    FileKind.SALES: "RCV_VENTA",
}
"""How the SII names the files of the register."""
WRITTEN_RUT = re.compile(r"(?<![\dA-Z])(\d{1,2}\.?\d{3}\.?\d{3}-[\dK])(?![\dA-Z])")
BARE_RUT = re.compile(r"(?<!\d)(\d{7,8})(?!\d)")
MONTH = re.compile(r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])(?!\d)(?:_(\d{2,3})(?!\d))?")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name tells; None for what it does not."""

    kind: FileKind | None = None
    rut: str | None = None
    period: date | None = None
    only_type: int | None = None


def told_by(name: str, *, rut: str | None = None, period: date | None = None) -> Named:
    """Return what a name tells; what is known from elsewhere outranks it.

    Raises FileFault for a RUT whose check digit is wrong.
    """
    last = PurePosixPath(name).name.upper().strip()
    stem = re.sub(r"\.\w+$|\s*\(\d+\)", "", last)
    kind = next((kind for kind, start in STEMS.items() if stem.startswith(start)), None)
    written = WRITTEN_RUT.search(stem)
    rest = stem.replace(written[1], "") if written else stem
    month = MONTH.search(rest)
    code = int(month[3]) if month and month[3] else None
    if rut is None:
        rut = _rut(written[1]) if written else _bare(stem, kind)
    if period is None and month:
        period = date(int(month[1]), int(month[2]), 1)
    return Named(kind, rut, period, code if code and doctype(code) else None)


def _rut(text: str) -> str:
    try:
        return Rut(text)
    except ValueError as error:
        raise FileFault(
            "The name of the file has a RUT whose check digit is wrong: {rut}.", rut=text
        ) from error


def _bare(stem: str, kind: FileKind | None) -> str | None:
    """The RUT of a summary, which is named without the check character."""
    match = BARE_RUT.search(stem) if kind else None
    return Rut.of(int(match[1])) if match and int(match[1]) else None
