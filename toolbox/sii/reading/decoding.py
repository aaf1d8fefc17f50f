"""Bytes of a file as text: which encoding, and what is no text."""

import codecs
import re
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper

from toolbox.sii.reading.faults import FileFault

PIECE = 1 << 20
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DECLARED = re.compile(rb"charset\s*=\s*[\"']?(?:iso-8859-1\b|windows-1252|latin-?1)", re.IGNORECASE)
HEAD = 4_096
LONGEST_LETTER = 4
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def refuse_other_formats(content: bytes) -> None:
    """Raise FileFault for what is no text: a workbook, a PDF, UTF-16, nothing at all."""
    if not content or content.isspace():
        raise FileFault("The file is empty.")
    if content.startswith(WORKBOOKS):
        raise FileFault(
            "The file is an Excel workbook. Hand in the file as the SII's portal gives it, "
            "or save it in Excel as CSV."
        )
    if content.startswith(b"%PDF"):
        raise FileFault("The file is a PDF, which cannot be read. Hand in the CSV or JSON file.")
    if content.startswith(UTF_16):
        raise FileFault(
            "The file is written in UTF-16. Save it again as “CSV UTF-8”, "
            "or hand it in as the SII's portal gives it."
        )
    if b"\0" in content:
        raise FileFault("The file is no text: it has bytes that no text has.")


def encoding_of(content: bytes) -> str:
    """Return how a text is encoded: UTF-8, or else CP1252; raises FileFault for neither."""
    if _fits(content, "utf-8-sig"):
        return "utf-8-sig"
    if not content[:-LONGEST_LETTER].isascii() and _fits(content, "utf-8-sig", final=False):
        raise FileFault(
            "The file breaks off in the middle of a letter. Take it from where it came from again."
        )
    if _fits(content, "cp1252"):
        return "cp1252"
    raise FileFault("The file is written neither in UTF-8 nor in Windows-1252 (Latin 1).")


def text_of(content: bytes) -> str:
    """Return the whole text."""
    return content.decode(encoding_of(content))


def page_of(content: bytes) -> str:
    """Return the text of a page of HTML, by the encoding that it declares if that is Latin 1."""
    declared = DECLARED.search(content[:HEAD])
    return content.decode("cp1252") if declared and _fits(content, "cp1252") else text_of(content)


def lines_of(content: bytes, encoding: str) -> Iterator[tuple[int, str]]:
    """Yield the lines, numbered from 1, without their ends, whichever those are."""
    with TextIOWrapper(BytesIO(content), encoding, newline=None) as text:
        for number, line in enumerate(text, 1):
            yield number, line.rstrip("\n")


def _fits(content: bytes, encoding: str, *, final: bool = True) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), PIECE):
            decoder.decode(content[start : start + PIECE])
        decoder.decode(b"", final=final)
    except UnicodeDecodeError:
        return False
    return True
