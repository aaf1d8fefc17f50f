"""The pages of the API's document: drawn from our own files, with nothing refused on the way."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/api/docs", "/api/redoc"])
def test_the_document_is_drawn_and_the_browser_has_nothing_to_complain_of(
    page: Page, address: str, path: str
) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    foreign: list[str] = []
    page.on("request", lambda sent: foreign.append(sent.url))

    page.goto(f"{address}{path}")

    expect(page.get_by_text("All boards").filter(visible=True).first).to_be_visible(timeout=30_000)
    assert complaints == []
    assert [url for url in foreign if not url.startswith((address, "data:", "blob:"))] == []
