"""A whole console in its own folder, and a Chromium to look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.installation import Installation

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "kpi"


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A demo console over the golden source folder, with its worker running."""
    installation = Installation(
        tmp_path_factory.mktemp("console"),
        TOOLBOX_SOURCE="folder",
        TOOLBOX_SOURCE_DIR=str(GOLDEN),
    )
    installation.manage("migrate", "--verbosity=0")
    installation.manage("demo")
    installation.worker()
    yield installation
    installation.stop()


@pytest.fixture(scope="session")
def address(console: Installation) -> str:
    """Where the console answers."""
    return console.web()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh profile; parametrise it indirectly with Playwright's own options."""
    context = chromium.new_context(**{"locale": "en-US", **getattr(request, "param", {})})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    """A page signed in as the operator; errors of its scripts fail the test."""
    return signed_in(context, address, "operator")


def signed_in(context: BrowserContext, address: str, user: str) -> Page:
    """A page signed in as one of the users of the demo; errors of its scripts fail the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
    page.goto(f"{address}/")
    page.locator("#id_username").fill(user)
    page.locator("#id_password").fill(f"{user}-demo")
    page.locator("form.card-body button").click()
    page.wait_for_url(f"{address}/")
    return page
