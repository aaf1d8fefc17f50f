"""What is downloaded: exactly the rows that were asked for, as their reader takes them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import polars as pl
import pytest
from openpyxl import load_workbook

from background import Layout
from tasks_admin.queries import row_filter
from tasks_admin.services import exporting
from tasks_admin.services.exporting import Format, TooManyCells, export_to, stream_csv, workbook
from tasks_admin.services.exports.batches import batches
from tasks_admin.services.exports.csv_writing import EXACT, Dialect, dialect_for
from tasks_admin.services.exports.xlsx_writing import write_workbook
from tests.tasks_admin.datasets.conftest import PLACEMENTS, Add, Placement

COLS = ["NroDocumento", "FechaOperacion", "Colocacion", "Tasa"]
FORMULAS = ["=1+1", "+51 999", "-", "@SUM(A1)", "\tx", "\rx", "\nx", "=HYPERLINK()"]


def read(**given: list[str]) -> row_filter.RowFilter:
    return row_filter.read(PLACEMENTS, {"cols": COLS} | given)


def csv(dialect: Dialect, **given: list[str]) -> str:
    return b"".join(stream_csv(read(**given), dialect)).decode()


@pytest.fixture
def one(add: Add) -> Placement:
    return add(
        document='Señal "ñ", S.A.; 1',
        placed_on=date(2024, 2, 29),
        amount=Decimal("-1234567.123456"),
        rate=Decimal("0.025"),
    )


def test_the_exact_kind_is_plain_for_programs(one: Placement) -> None:
    assert csv(EXACT) == (
        "NroDocumento,FechaOperacion,Colocacion,Tasa\n"
        '"Señal ""ñ"", S.A.; 1",2024-02-29,-1234567.123456,0.025000\n'
    )


@pytest.mark.parametrize(
    ("language", "region", "line"),
    [
        ("es", "", '"Señal ""ñ"", S.A.; 1";29/02/2024;-1234567.123456;0.025000'),
        ("es", "CL", '"Señal ""ñ"", S.A.; 1";29/02/2024;-1234567,123456;0,025000'),
        ("es", "PE", '"Señal ""ñ"", S.A.; 1";29/02/2024;-1234567.123456;0.025000'),
        ("en", "PE", '"Señal ""ñ"", S.A.; 1",2024-02-29,-1234567.123456,0.025000'),
    ],
)
def test_a_spreadsheet_gets_what_it_reads_in_its_language(
    one: Placement, language: str, region: str, line: str
) -> None:
    written = csv(dialect_for(language, region))

    assert written.startswith("\ufeffNroDocumento")
    assert written.split("\r\n")[1:] == [line, ""]


def test_a_layout_has_its_columns_in_its_order_and_those_that_the_table_lacks_are_empty(
    one: Placement, add: Add, tmp_path: Path
) -> None:
    agreed = Layout("agreed", "Agreed", ("Colocacion", "Total", "NroDocumento"), sheet="Sheet1")
    add(document="=1+1", amount=Decimal("2.5"))
    asked = row_filter.read(
        replace(PLACEMENTS, layouts=(agreed,)), {"layout": ["agreed"], "cols": ["Tasa"]}
    )

    export_to(tmp_path / "f.xlsx", asked, Format.XLSX)

    rows = list(load_workbook(tmp_path / "f.xlsx")["Sheet1"].values)
    assert rows[0] == agreed.columns
    assert rows[2] == (2.5, None, "=1+1")
    assert b"".join(stream_csv(asked, EXACT)).startswith(b"Colocacion,Total,NroDocumento\n")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_could_be_a_formula_is_made_harmless_but_a_number_is_not_touched(
    add: Add, text: str
) -> None:
    add(document=text, amount=Decimal("-5"))

    frame = pl.read_csv(csv(dialect_for("en")).encode().removeprefix(b"\xef\xbb\xbf"))

    assert frame.row(0)[0] == f"'{text}"
    assert frame.row(0)[2] == -5


@pytest.mark.parametrize("text", ["F001-12", "a=b", "x@y.pe", "'quoted", "20990012345"])
def test_ordinary_texts_stay_as_they_are(add: Add, text: str) -> None:
    add(document=text)

    assert f"\n{text}," in csv(dialect_for("en"))


def test_programs_get_formulas_as_they_are_stored(add: Add) -> None:
    add(document="=1+1")

    assert "\n=1+1," in csv(EXACT)


def test_a_download_of_nothing_still_has_its_head(add: Add) -> None:
    assert csv(EXACT) == "NroDocumento,FechaOperacion,Colocacion,Tasa\n"


def test_a_download_has_exactly_the_filtered_rows_in_their_order(add: Add) -> None:
    for number in range(5):
        add(document=f"D{number}", amount=number)

    lines = csv(EXACT, Colocacion__from=["2"], sort=["-Colocacion"]).splitlines()

    assert [line.split(",")[0] for line in lines] == ["NroDocumento", "D4", "D3", "D2"]


def test_many_batches_are_one_file_with_one_head(add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks_admin.services.exports.batches.SIZE", 2)
    for number in range(5):
        add(document=f"D{number}")

    assert [frame.height for frame in batches(read())] == [2, 2, 1]
    assert csv(EXACT).count("NroDocumento") == 1
    assert csv(EXACT).count("\n") == 6


def test_every_kind_of_column_keeps_its_type(add: Add, tmp_path: Path) -> None:
    add(paid_on=None, read_at=datetime(2024, 7, 28, 4, 30, tzinfo=UTC), is_new=True)
    file = tmp_path / "all.parquet"

    rows = export_to(file, row_filter.read(PLACEMENTS, {}), Format.PARQUET)

    frame = pl.read_parquet(file)
    assert rows == frame.height == 1
    assert frame.schema["Colocacion"] == pl.Decimal(18, 6)
    assert frame.schema["Fecha Pago"] == pl.Date
    assert frame["Nuevo"].to_list() == [True]
    assert frame["Leido"].to_list() == [datetime(2024, 7, 27, 23, 30)]  # noqa: DTZ001
    assert frame["Año"].to_list() == [2024]


def test_parquet_of_nothing_has_the_columns(add: Add, tmp_path: Path) -> None:
    export_to(tmp_path / "none.parquet", read(), Format.PARQUET)

    assert pl.read_parquet(tmp_path / "none.parquet").columns == COLS


def sheets(file: IO[bytes] | Path) -> Any:
    return load_workbook(file)


def test_excel_gets_numbers_and_days_and_no_formulas(add: Add) -> None:
    for text in ["=1+1", "https://example.org", "007"]:
        add(document=text, placed_on=date(2024, 2, 29), amount=Decimal("-1.5"))

    with workbook(read(), rows=3) as file:
        sheet = sheets(file)["colocaciones"]

    assert [cell.value for cell in sheet[1]] == COLS
    assert [cell.value for cell in sheet["A"][1:]] == ["=1+1", "https://example.org", "007"]
    assert [cell.data_type for cell in sheet[2]] == ["s", "d", "n", "n"]
    assert all(cell.hyperlink is None for cell in sheet["A"])
    assert (sheet["B2"].value, sheet["B2"].number_format) == (
        datetime(2024, 2, 29),  # noqa: DTZ001
        "dd/mm/yyyy",
    )
    assert (sheet["C2"].value, sheet["C2"].number_format) == (-1.5, "#,##0.00")
    assert sheet["D2"].value is None


def test_excel_has_a_frozen_head_with_filters_over_all_rows(add: Add) -> None:
    add()
    with workbook(read(), rows=1) as file:
        sheet = sheets(file).active

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D2")
    assert sheet.column_dimensions["B"].width > 10


@pytest.mark.parametrize(
    ("rows", "expected"), [(0, [1]), (2, [3]), (3, [3, 2]), (4, [3, 3]), (5, [3, 3, 2])]
)
def test_what_fits_no_sheet_goes_on_in_the_next(add: Add, rows: int, expected: list[int]) -> None:
    for _ in range(rows):
        add()
    file = BytesIO()

    written = write_workbook(file, batches(read()), read().exported, "kpi", rows_of_a_sheet=2)

    book = sheets(file)
    assert written == rows
    assert [sheet.max_row for sheet in book] == expected
    assert book.sheetnames == ["kpi", *[f"kpi {n}" for n in range(2, len(expected) + 1)]]


def test_an_excel_file_that_would_take_too_long_is_refused_with_a_way_out(add: Add) -> None:
    with pytest.raises(TooManyCells, match=r"2000000 rows and 4 columns .* CSV"):
        workbook(read(), rows=2_000_000)


@pytest.mark.parametrize("form", list(Format))
def test_a_file_is_whole_or_not_there(
    one: Placement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Format
) -> None:
    file = tmp_path / f"out.{form}"
    file.write_text("the earlier one")

    def breaks(*_: Any) -> Any:
        yield next(batches(read()))
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(exporting, "batches", breaks)
        with pytest.raises(Exception, match="disk full"):
            export_to(file, read(), form)

    assert file.read_text() == "the earlier one"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("form", list(Format))
def test_every_format_is_written_to_its_file(one: Placement, tmp_path: Path, form: Format) -> None:
    assert export_to(tmp_path / "out", read(), form) == 1
    assert (tmp_path / "out").stat().st_size > 0
