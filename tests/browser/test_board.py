"""A board: drawn, narrowed in place, followed to its rows; and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.installation import Installation

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def published(console: Installation) -> None:
    """The table of the golden folder is there."""
    console.manage("run_task", "toolbox.kpi", "as_of=2024-07-27", "rules=legacy", "--inline")


def test_a_board_is_drawn_narrowed_and_followed_to_its_rows(page: Page, address: str) -> None:
    page.goto(f"{address}/boards/placements/")
    expect(page.locator("canvas[data-drawn]")).to_have_count(
        page.locator("canvas[data-chart]").count()
    )

    chosen = page.get_by_role("group", name="Currency")
    chosen.locator("summary").click()
    chosen.get_by_label("USD", exact=True).check()
    page.get_by_role("button", name="Filter", exact=True).click()

    expect(page.get_by_role("list", name="Filters in use")).to_contain_text("USD")
    expect(page).to_have_url(re.compile("Moneda__in=USD"))
    documents = page.locator("#panel-1").locator("xpath=../..").locator("dd").first.inner_text()
    page.get_by_role("link", name="Rows of In short").click()
    expect(page.locator("#totals")).to_contain_text(f"{documents} rows")


@pytest.mark.parametrize(
    "context",
    [{"java_script_enabled": False}, {"viewport": {"width": 390, "height": 800}}],
    indirect=True,
)
def test_a_board_shows_its_figures_without_scripts_and_on_a_telephone(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/boards/placements/?Moneda__in=PEN")

    expect(page.locator("#panel-1")).to_be_visible()
    expect(page.get_by_role("link", name="Rows of By product")).to_be_visible()
    page.get_by_text("The figures behind it").first.click()
    expect(page.locator(".panel-lines tfoot").first).to_be_visible()
    assert page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")
