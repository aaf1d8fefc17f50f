"""From the run to its table: filter by executive, and the Excel file of exactly those rows."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.installation import Installation

pytestmark = pytest.mark.browser

EXECUTIVE = "Ana, Perez"


@pytest.fixture
def published(console: Installation) -> None:
    """The table of the golden folder is there."""
    console.manage("run_task", "toolbox.kpi", "as_of=2024-07-27", "rules=legacy", "--inline")


def test_an_operator_filters_by_executive_and_downloads_exactly_those_rows(
    published: None, page: Page, address: str, tmp_path: Path
) -> None:
    page.get_by_role("link", name="Datasets").first.click()
    page.get_by_role("link", name="Placements").first.click()
    chosen = page.get_by_role("group", name="Ejecutivo")
    chosen.locator("summary").click()
    chosen.get_by_label(EXECUTIVE, exact=True).check()
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_role("list", name="Filters in use")).to_contain_text(EXECUTIVE)
    expect(page).to_have_url(re.compile("Ejecutivo__in="))

    with page.expect_download() as download:
        page.get_by_role("link", name="Download Excel").click()
    file = tmp_path / "rows.xlsx"
    download.value.save_as(file)
    head, *rows = load_workbook(file).worksheets[0].iter_rows(values_only=True)
    column = head.index("Ejecutivo")
    assert {row[column] for row in rows} == {EXECUTIVE}
    amount = head.index("ColocacionSoles")
    assert all(isinstance(row[amount], int | float) for row in rows)
    day = head.index("FechaOperacion")
    assert all(hasattr(row[day], "year") for row in rows), "dates are dates in Excel"
