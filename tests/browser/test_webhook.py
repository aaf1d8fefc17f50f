"""An administrator makes a webhook, copies its secret and tries it, with scripts and without."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import signed_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "context", [{}, {"java_script_enabled": False}], indirect=True, ids=["scripts", "none"]
)
def test_a_webhook_is_made_tried_and_removed(context: BrowserContext, address: str) -> None:
    page = signed_in(context, address, "admin")
    page.goto(f"{address}/webhooks/")
    page.get_by_role("link", name="New webhook").click()
    page.get_by_label("Name").fill("Ledger")
    page.get_by_label("Address").fill("https://127.0.0.1/hooks")
    page.get_by_label("A dataset was published").check()
    page.get_by_role("button", name="Make the webhook").click()
    secret = page.get_by_label("Secret", exact=True)
    expect(secret).to_have_value(re.compile("^whsec_"))

    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_role("alert")).to_contain_text("127.0.0.1, which is no public address")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Given up")

    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove the webhook").click()
    expect(page.get_by_text("No other program is told of anything")).to_be_visible()
