"""Any row that a writer of a layout can produce is read back the same."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toolbox.sii import any_rows
from tests.toolbox.sii.any_rows import COMPANY, SEPTEMBER
from toolbox.sii.calc.books import Direction, FeeState, FileKind, FilingState
from toolbox.sii.calc.rows import FileTotals, Filing, Reading
from toolbox.sii.reading import read
from toolbox.sii.reading.details import key_of
from toolbox.sii.samples.fee_reports import write_fees
from toolbox.sii.samples.layouts import (
    EXCEL,
    PORTAL,
    PORTAL_1252,
    PORTAL_BOM,
    Style,
    write_detail,
    write_summary,
)
from toolbox.sii.samples.names import file_name
from toolbox.sii.samples.returns import (
    write_codes,
    write_filing,
    write_filings,
    write_folder_page,
    write_proposal,
)

QUOTED = Style(quoted=True, heading_end=";", nothing="")
NULLS = Style(nothing="null", extra=(("Columna Nueva", "x"),))
STYLES = [PORTAL, PORTAL_1252, PORTAL_BOM, QUOTED, NULLS]
DETAILS = {
    FileKind.PURCHASES_REGISTERED: any_rows.purchases(),
    FileKind.PURCHASES_LEFT_OUT: any_rows.purchases(tobacco=False),
    FileKind.PURCHASES_PENDING: any_rows.purchases(tobacco=False, acknowledged=False),
    FileKind.PURCHASES_CLAIMED: any_rows.purchases(tobacco=False, acknowledged=False, claimed=True),
    FileKind.SALES: any_rows.sales(),
}


def lists_of(rows: Any) -> Any:
    return st.lists(rows, max_size=5, unique_by=key_of)


def read_whole(content: bytes, name: str) -> tuple[Reading, list[Any]]:
    """The file read to its end, where its faults are complete."""
    reading = read(content, name)
    rows = [any_rows.bare(row) if not isinstance(row, Filing) else row for row in reading.rows]
    return reading, rows


@pytest.mark.parametrize("style", STYLES, ids=["portal", "cp1252", "bom", "quoted", "nulls"])
@pytest.mark.parametrize("kind", DETAILS, ids=str)
@settings(max_examples=20)
@given(data=st.data())
def test_the_detail_of_each_kind_is_read_back(
    kind: FileKind, style: Style, data: st.DataObject
) -> None:
    given_rows = data.draw(lists_of(DETAILS[kind]))
    content = write_detail(kind, given_rows, style)

    reading, rows = read_whole(content, file_name(kind, COMPANY, SEPTEMBER))

    assert reading.faults == []
    assert rows == given_rows
    assert (reading.kind, reading.rut, reading.period) == (kind, COMPANY, SEPTEMBER)


@given(lists_of(any_rows.purchases()))
def test_what_excel_saved_again_is_read_back_but_for_the_seconds(
    given_rows: Sequence[Any],
) -> None:
    content = write_detail(FileKind.PURCHASES_REGISTERED, given_rows, EXCEL)

    reading, rows = read_whole(content, "compras.csv")

    def to_the_minute(row: Any) -> Any:
        moments = {name: getattr(row, name) for name in ("received", "acknowledged")}
        return replace(
            row, **{name: one and one.replace(second=0) for name, one in moments.items()}
        )

    assert reading.faults == []
    assert rows == list(map(to_the_minute, given_rows))


@given(st.lists(any_rows.totals(), max_size=5, unique_by=lambda row: row.type_code))
def test_a_summary_of_sales_is_read_back(given_rows: Sequence[Any]) -> None:
    content = write_summary(FileKind.SALES_SUMMARY, given_rows)
    reading, rows = read_whole(content, file_name(FileKind.SALES_SUMMARY, COMPANY, SEPTEMBER))
    assert (reading.faults, rows) == ((), list(given_rows))
    assert (reading.rut, reading.period) == (COMPANY, SEPTEMBER)


@given(
    st.lists(any_rows.totals(), max_size=5, unique_by=lambda row: row.type_code),
    any_rows.amounts,
    any_rows.amounts,
)
def test_a_summary_of_purchases_is_read_back(
    given_rows: Sequence[Any], common: int, lost: int
) -> None:
    expected = [replace(row, common_vat=common, vat_lost=lost) for row in given_rows]
    reading, rows = read_whole(write_summary(FileKind.PURCHASES_SUMMARY, expected), "resumen.csv")
    assert reading.kind is FileKind.PURCHASES_SUMMARY
    assert (reading.faults, rows) == ((), expected)


@pytest.mark.parametrize("direction", Direction)
@given(data=st.data())
def test_the_report_of_fee_receipts_is_read_back_with_its_totals(
    direction: Direction, data: st.DataObject
) -> None:
    receipts = st.lists(
        any_rows.fees(direction),
        max_size=5,
        unique_by=lambda row: row.folio,
    )
    given_rows = data.draw(receipts)
    content = write_fees(given_rows, direction=direction, rut=COMPANY, period=SEPTEMBER)

    reading, rows = read_whole(content, "informeMensualREC.xls")

    valid = [row for row in given_rows if row.state is FeeState.VALID]
    assert (reading.faults, rows) == ((), given_rows)
    assert (reading.rut, reading.period) == (COMPANY, SEPTEMBER)
    assert reading.direction is direction
    assert reading.totals == FileTotals(
        gross=sum(row.gross for row in valid),
        withheld=sum(row.withheld for row in valid),
        paid=sum(row.paid for row in valid),
    )


@given(any_rows.filings())
def test_a_return_is_read_back_in_each_of_its_forms(filed: Filing) -> None:
    for content in (write_filing(filed), write_codes(filed)):
        reading, rows = read_whole(content, "f29.json")
        assert (reading.faults, rows) == ((), [filed])
        assert (reading.rut, reading.period) == (filed.rut, filed.period)

    in_force = replace(filed, state=FilingState.VALID)
    assert read_whole(write_folder_page(filed), "datos.json")[1] == [in_force]

    proposed = replace(filed, folio=None, kind="", filed=None, state=FilingState.PROPOSED)
    assert read_whole(write_proposal(filed), "propuesta.json")[1] == [proposed]


@given(st.lists(any_rows.filings(), max_size=4, unique_by=lambda one: one.folio))
def test_a_list_of_returns_is_read_back(given_rows: list[Filing]) -> None:
    reading, rows = read_whole(write_filings(given_rows), "f29.json")
    assert (reading.faults, rows) == ((), given_rows)
