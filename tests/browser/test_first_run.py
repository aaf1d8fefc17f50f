"""From signing in to the run's figures, as an operator does it."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PATIENCE = 60_000
WITHOUT_SCRIPTS = {"java_script_enabled": False}
RUN = re.compile(r"/runs/[0-9a-f-]{36}/$")


def launch_kpi(page: Page) -> None:
    """Find the task in the catalogue, fill in its form and start it."""
    page.get_by_role("link", name="Tasks").first.click()
    page.get_by_role("link", name="Placements (KPI)").first.click()
    page.get_by_label("As of").fill("2024-07-27")
    page.get_by_label("Rules").select_option("legacy")
    page.get_by_role("button", name="Run now").click()
    expect(page).to_have_url(RUN)


def test_an_operator_runs_kpi_and_watches_it_without_a_reload(page: Page) -> None:
    launch_kpi(page)
    page.evaluate("window.same = true")
    expect(page.locator("#status-title")).to_contain_text("Succeeded", timeout=PATIENCE)
    expect(page.locator("#log")).to_contain_text("Published 917 documents")
    expect(page.locator("canvas").first).to_be_visible()
    assert page.evaluate("window.same"), "the page was loaded again"


@pytest.mark.parametrize("context", [WITHOUT_SCRIPTS], indirect=True)
def test_the_same_works_with_scripts_off(page: Page) -> None:
    launch_kpi(page)
    expect(page.locator("#status-title")).to_contain_text("Succeeded", timeout=PATIENCE)
    expect(page.locator("#log")).to_contain_text("Published 917 documents")
    expect(page.get_by_role("cell", name="2024-01").first).to_be_attached()


def test_a_wrong_parameter_is_answered_at_its_field_and_starts_nothing(page: Page) -> None:
    page.get_by_role("link", name="Tasks").first.click()
    page.locator("main a[href='/tasks/toolbox.tipo_cambio/']").first.click()
    page.get_by_label("Batch size").fill("11")
    page.get_by_role("button", name="Run now").click()
    expect(page.get_by_text("Give 10 or less.")).to_be_visible()
    expect(page.get_by_label("Batch size")).to_have_value("11")
    expect(page).not_to_have_url(RUN)


@pytest.mark.parametrize(
    "context", [{"locale": "es-PE", "viewport": {"width": 390, "height": 844}}], indirect=True
)
def test_on_a_phone_in_spanish_no_page_scrolls_sideways(page: Page, address: str) -> None:
    for place in ("/", "/tasks/", "/tasks/toolbox.kpi/", "/runs/", "/datasets/", "/datasets/kpi/"):
        page.goto(f"{address}{place}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{place} is {width} px wide"
