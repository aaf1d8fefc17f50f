"""Files of the SII on their way to rows: what a file is, and what it says."""

from codecs import BOM_UTF8
from dataclasses import replace
from datetime import date

from toolbox.sii.calc.rows import Reading
from toolbox.sii.reading.decoding import HEAD, encoding_of, lines_of, refuse_other_formats
from toolbox.sii.reading.details import Details
from toolbox.sii.reading.faults import FileFault
from toolbox.sii.reading.fees import read_fees
from toolbox.sii.reading.filing_csv import is_codes, read_codes
from toolbox.sii.reading.filing_json import read_json
from toolbox.sii.reading.headings import heading_of
from toolbox.sii.reading.layouts import DETAILS
from toolbox.sii.reading.names import Named, told_by
from toolbox.sii.reading.summaries import totals_of

__all__ = ["READER", "FileFault", "read"]

READER = 1
"""Raised with every change by which a file may be read differently."""


def read(
    content: bytes, name: str, *, rut: str | None = None, period: date | None = None
) -> Reading:
    """Return what a file says: its kind by its content, whose and when it is also by its name.

    A RUT and a month that are known from elsewhere outrank those of the name, not the content's.
    Raises FileFault for a file that cannot be used at all; what is wrong in single rows is among
    the faults of the reading.
    """
    refuse_other_formats(content)
    named = told_by(name, rut=rut, period=period)
    reading = _read(content, named)
    _refuse_contradiction(reading, named)
    return replace(
        reading,
        rut=reading.rut or named.rut,
        period=reading.period or named.period,
        only_type=named.only_type,
    )


def _read(content: bytes, named: Named) -> Reading:
    start = content[:HEAD].removeprefix(BOM_UTF8).lstrip()[:1]
    if start == b"<":
        return read_fees(content)
    if start in (b"{", b"["):
        return read_json(content, named)
    encoding = encoding_of(content)
    line, text = next((line, text) for line, text in lines_of(content, encoding) if text.strip())
    if is_codes(text):
        return read_codes(content, encoding, (line, text), named)
    heading = heading_of(line, text)
    kind = heading.layout.kind
    if kind in DETAILS:
        details = Details(content, encoding, heading)
        return Reading(kind, details, details.faults)
    return Reading(kind, *totals_of(content, encoding, heading))


def _refuse_contradiction(reading: Reading, named: Named) -> None:
    """A file whose name says something else than its content is nobody's."""
    if named.kind and reading.kind is not named.kind:
        raise FileFault(
            "By its name the file is “{named}”, by its heading “{found}”. Rename it, "
            "or hand in the right one.",
            named=named.kind.value,
            found=reading.kind.value,
        )
    if named.rut and reading.rut and reading.rut != named.rut:
        raise FileFault(
            "The name of the file says RUT {named}, its content {found}.",
            named=named.rut,
            found=reading.rut,
        )
    if named.period and reading.period and reading.period != named.period:
        raise FileFault(
            "The name of the file says {named}, its content {found}.",
            named=f"{named.period:%Y-%m}",
            found=f"{reading.period:%Y-%m}",
        )
