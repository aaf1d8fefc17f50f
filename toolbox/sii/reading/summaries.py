"""The summary of a month: what all documents of a type come to."""

import re

from toolbox.sii.calc.rows import RowFault, Total
from toolbox.sii.reading.decoding import lines_of
from toolbox.sii.reading.details import fit, is_footer, wrong_width
from toolbox.sii.reading.headings import Heading, cells_of
from toolbox.sii.reading.judging import Judge

CODE = re.compile(r"\((\d+)\)\s*$", re.ASCII)


def totals_of(
    content: bytes, encoding: str, heading: Heading
) -> tuple[tuple[Total, ...], tuple[RowFault, ...]]:
    """Return the totals of a summary, and the rows that could not be used."""
    judge = Judge(Total, heading.name_of)
    rows: dict[int, Total] = {}
    faults: list[RowFault] = []
    places = heading.places()
    for line, text in lines_of(content, encoding):
        cells = cells_of(text, heading.delimiter)
        if line <= heading.line:
            continue
        fit(cells, len(heading.names), len(heading.names))
        code = CODE.search(cells[0])
        if code is None and is_footer(cells):
            continue
        if len(cells) != len(heading.names):
            faults.append(wrong_width(line, len(cells), len(heading.names)))
            continue
        values = {name: cells[place] for name, place in places.items()}
        written = CODE.search(values["type_code"])
        values["type_code"] = written[1] if written else values["type_code"]
        row = judge.judge(line, values | {"line": line})
        if isinstance(row, list):
            faults += row
        elif row.type_code in rows:
            faults.append(_repeated(row, rows[row.type_code].line, heading))
        else:
            rows[row.type_code] = row
    return tuple(rows.values()), tuple(faults)


def _repeated(row: Total, first: int, heading: Heading) -> RowFault:
    return RowFault(
        row.line,
        heading.name_of("type_code"),
        str(row.type_code),
        "The same type of document is on line {first} already; that one counts.",
        {"first": str(first)},
    )
