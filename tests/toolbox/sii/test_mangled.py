"""A mangled file ends in faults of rows or in one of the file: never in an exception or silence."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.toolbox.sii import any_rows
from tests.toolbox.sii.any_rows import COMPANY, SEPTEMBER, fee, filing, purchase
from toolbox.sii.calc.books import Direction, FileKind
from toolbox.sii.calc.rows import OtherTax, Reading, Total
from toolbox.sii.reading import FileFault, read
from toolbox.sii.reading.layouts import LAYOUTS
from toolbox.sii.samples.fee_reports import write_fees
from toolbox.sii.samples.layouts import EXCEL, write_detail, write_summary
from toolbox.sii.samples.returns import (
    write_codes,
    write_filing,
    write_folder_page,
    write_proposal,
)

DOCUMENTS = [purchase(folio=number, line=number + 1) for number in range(1, 4)]
FURTHER_TAX = 6
"""The line that goes on about the document before it."""
TAXED = purchase(folio=9, other_taxes=(OtherTax(27, 10), OtherTax(24, 20)))
DETAIL = write_detail(FileKind.PURCHASES_REGISTERED, [*DOCUMENTS, TAXED])
REPORT = write_fees(
    [fee(folio=number) for number in range(1, 4)],
    direction=Direction.RECEIVED,
    rut=COMPANY,
    period=SEPTEMBER,
)
TOTAL = Total(line=2, type_code=39, count=3, exempt=0, net=100, vat=19, total=119)
RETURNS = [
    write(filing()) for write in (write_filing, write_codes, write_proposal, write_folder_page)
]
FILES = [
    DETAIL,
    REPORT,
    write_detail(FileKind.SALES, [any_rows.sale()], EXCEL),
    write_summary(FileKind.SALES_SUMMARY, [TOTAL]),
    *RETURNS,
]
HEADS = [";".join(layout.headings).encode() + b"\n" for layout in LAYOUTS.values()]
HEADS += [b"<table><tr><th>Estado<th>Retenido<th>Pagado", b"codigo;valor\n", b'{"codes": {', b""]


def told(content: bytes, name: str = "x.csv") -> tuple[Reading, list[Any]] | None:
    """What the file says, to its end; None for one that is refused in words."""
    try:
        reading = read(content, name)
        return reading, list(reading.rows)
    except FileFault:
        return None


@given(st.sampled_from(HEADS), st.binary(max_size=300), st.text(max_size=30))
def test_no_bytes_and_no_name_make_the_reader_fail(head: bytes, rest: bytes, name: str) -> None:
    told(head + rest, name)


@given(st.sampled_from(HEADS), st.text(st.sampled_from(';"\n\r0123,.$-() total<>td{}[]:nul')))
def test_no_text_of_such_signs_makes_the_reader_fail(head: bytes, rest: str) -> None:
    told(head + rest.encode())


@given(st.sampled_from(FILES), st.data())
def test_no_change_of_a_few_bytes_makes_the_reader_fail(
    content: bytes, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 8)))
    told(content[:start] + data.draw(st.binary(max_size=8)) + content[end:])


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=20)


@given(
    st.integers(1, len(DOCUMENTS)),
    st.integers(0, 26),
    CELL | st.sampled_from(["null", "-", "Total", "52", "999", ";", '"', '""', ";;", '";"', "1.5"]),
)
@example(1, 14, "")
@example(2, 0, "Total")
@example(1, 1, "Total")
def test_whatever_stands_in_a_cell_its_document_is_read_or_told(
    line: int, column: int, text: str
) -> None:
    lines = DETAIL.decode().split("\n")
    cells = lines[line].split(";")
    cells[column] = text
    lines[line] = ";".join(cells)

    outcome = told("\n".join(lines).encode())

    if outcome is None:
        assert "\0" in text  # no text file has it
        return
    reading, rows = outcome
    accounted = {row.line for row in rows} | {fault.line for fault in reading.faults}
    assert {2, 3, 4, 5} <= accounted
    others = [row for row in DOCUMENTS if row.line != line + 1]
    assert [any_rows.bare(row) for row in rows if row.line not in (line + 1, 5)] == [
        any_rows.bare(row) for row in others
    ]


@given(st.integers(0, len(DETAIL)))
def test_wherever_a_detail_breaks_off_each_document_is_read_or_told(size: int) -> None:
    outcome = told(DETAIL[:size])
    heading = DETAIL.index(b"\n")
    if outcome is None:
        assert size < heading or b"\xc3" in DETAIL[size - 1 : size]
        return
    reading, rows = outcome
    texts = enumerate(DETAIL[:size].decode().split("\n"), 1)
    begun = [number for number, text in texts if number > 1 and text.strip(";")]
    accounted = {row.line for row in rows} | {fault.line for fault in reading.faults}
    assert {*begun} - {FURTHER_TAX} <= accounted
    whole = [row for row in DOCUMENTS if row.line < max(begun, default=0)]
    assert [any_rows.bare(row) for row in rows][: len(whole)] == list(map(any_rows.bare, whole))


@given(st.integers(1, len(REPORT)))
def test_wherever_a_report_of_fees_breaks_off_that_is_told(size: int) -> None:
    outcome = told(REPORT[:size], "x.xls")
    if outcome is not None and outcome[0].totals is None:
        reading, rows = outcome
        assert rows == [] or reading.faults


@pytest.mark.parametrize("content", RETURNS[:1] + RETURNS[2:])
@given(data=st.data())
def test_wherever_a_return_in_json_breaks_off_it_is_refused(
    content: bytes, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(content) - 1))
    with pytest.raises(FileFault):
        read(content[:size], "x.json")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "codes",
                        "rut",
                        "period",
                        "folio",
                        "data",
                        "campos",
                        "tipos",
                        "extras",
                        "listCodPropuestos",
                        "listCodBase",
                        "codigo",
                        "valor",
                        "538",
                        "x",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_no_json_makes_the_reader_fail(value: Any) -> None:

    with suppress(FileFault):
        reading = read(json.dumps(value).encode(), "x.json")
        assert [*reading.rows, *reading.faults] or value == []
