"""An F29 return as a CSV of codes and values; what identifies it may stand among the codes."""

from toolbox.sii.calc.books import FileKind
from toolbox.sii.calc.rows import Reading
from toolbox.sii.reading.decoding import lines_of
from toolbox.sii.reading.filings import Told, of_codes, reading_of
from toolbox.sii.reading.headings import cells_of, plain
from toolbox.sii.reading.names import Named

CODES = {"codigo", "code", "cod"}
VALUES = {"valor", "value", "monto"}
FIELDS = {
    "rut": "rut",
    "period": "period",
    "periodo": "period",
    "folio": "folio",
    "kind": "kind",
    "clase": "kind",
    "status": "state",
    "estado": "state",
    "filedon": "filed",
    "fechapresentacion": "filed",
}


def is_codes(line: str) -> bool:
    """Whether a line is the heading of such a file."""
    names = set(map(plain, cells_of(line, _delimiter(line))))
    return bool(names & CODES and names & VALUES)


def read_codes(content: bytes, encoding: str, heading: tuple[int, str], named: Named) -> Reading:
    """Return the one return of the file."""
    first, line = heading
    delimiter = _delimiter(line)
    names = [plain(name) for name in cells_of(line, delimiter)]
    code_at = next(place for place, name in enumerate(names) if name in CODES)
    value_at = next(place for place, name in enumerate(names) if name in VALUES)
    values: dict[str, str] = {}
    codes: list[tuple[str, str]] = []
    for number, text in lines_of(content, encoding):
        cells = [cell.strip() for cell in cells_of(text, delimiter)]
        if number <= first or not any(cells):
            continue
        cells += [""] * (max(code_at, value_at) + 1 - len(cells))
        if field := FIELDS.get(plain(cells[code_at])):
            values[field] = cells[value_at]
        else:
            codes.append((cells[code_at], cells[value_at]))
    told = Told(1, {**dict(of_codes(codes)), **values}, tuple(codes))
    return reading_of(FileKind.F29, [told], named)


def _delimiter(line: str) -> str:
    return max(";\t,", key=line.count)
