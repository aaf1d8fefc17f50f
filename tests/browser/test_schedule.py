"""An operator's hour: a schedule is made, its dates seen; it is paused, and a moment left out."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.installation import Installation, until

pytestmark = pytest.mark.browser

LIMA = ZoneInfo("America/Lima")
WHY = "The bank sends no balances until Monday"
WITHOUT_SCRIPTS = {"java_script_enabled": False}
SCHEDULE = re.compile(r"/schedules/\d+/$")


@pytest.fixture
def scheduler(console: Installation) -> Iterator[None]:
    """The scheduler runs for the length of a test."""
    beat = console.beat()
    yield
    console.kill(beat)


def monday() -> datetime:
    now = datetime.now(LIMA)
    return now.replace(hour=8, minute=0) + timedelta(days=7 - now.weekday())


def new_schedule(page: Page, name: str) -> None:
    """Come to the form by the links, as one does."""
    page.get_by_role("link", name="Schedules", exact=True).first.click()
    page.get_by_role("link", name="Add a schedule").click()
    page.get_by_role("link", name="Report tables").click()
    page.get_by_label("Name").fill(name)


def field(page: Page, name: str, value: str) -> None:
    page.get_by_label(name, exact=True).fill(value)


def pause(page: Page) -> None:
    """Pause it until Monday, with the reason."""
    page.get_by_label("Reason").fill(WHY)
    page.get_by_label("Until").fill(f"{monday():%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text(f"Paused by operator: {WHY}")).to_be_visible()


def test_an_operator_makes_a_schedule_sees_its_dates_and_pauses_it(page: Page) -> None:
    new_schedule(page, "Reports twice a day")
    field(page, "Hour", "7,18")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("At 07:00 and 18:00")
    expect(preview).to_contain_text("America/Lima")
    expect(preview.locator("tbody tr")).to_have_count(5)
    expect(preview.locator("tbody tr").first).to_contain_text(re.compile(r"T(07|18):00-05:00"))

    field(page, "Minute", "75")
    expect(page.locator("#minute-error")).to_contain_text("Minutes are 0 to 59")
    field(page, "Minute", "0")
    expect(page.locator("#minute-error")).to_be_empty()
    expect(preview.locator("tbody tr")).to_have_count(5)

    field(page, "As of", "yesterday")
    expect(preview).to_contain_text("At the first of them “As of” is")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(SCHEDULE)
    expect(page.get_by_text("At 07:00 and 18:00 · America/Lima")).to_be_visible()

    pause(page)
    expect(page.get_by_text(f"{monday():%-d %b %Y} 08:00").first).to_be_visible()


def test_a_moment_in_the_pause_is_left_out_and_accounted_for(page: Page, scheduler: None) -> None:
    """An interval of seconds, that nobody has to wait until 18:00."""
    new_schedule(page, "Reports all the time")
    page.get_by_label("Interval").check()
    field(page, "Every", "2")
    page.get_by_label("Unit").select_option("seconds")
    expect(page.locator("#preview")).to_contain_text("every 2")
    page.get_by_label("Switched on").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It is switched off.")).to_be_visible()
    pause(page)
    page.get_by_role("button", name="Switch on").click()

    ledger = page.locator("#ledger tbody tr")

    def accounted() -> bool:
        page.reload()
        return ledger.count() > 0

    until(accounted, seconds=60)
    expect(ledger.first).to_contain_text("Paused")
    expect(ledger.first).to_contain_text(f"operator had paused the schedule: {WHY}")
    expect(ledger.first.get_by_role("link")).to_have_count(0)  # nothing ran
    page.get_by_role("button", name="Switch off").click()


@pytest.mark.parametrize("context", [WITHOUT_SCRIPTS], indirect=True)
def test_the_editor_works_with_scripts_off(page: Page) -> None:
    new_schedule(page, "Without a script")
    page.get_by_role("button", name="Monday to Friday at 07:00").click()
    expect(page.locator("#preview")).to_contain_text("At 07:00, Monday through Friday")
    field(page, "Hour", "6")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("At 06:00, Monday through Friday")
    expect(page.get_by_label("Name")).to_have_value("Without a script")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(SCHEDULE)
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove the schedule").click()
    expect(page).to_have_url(re.compile(r"/schedules/$"))
