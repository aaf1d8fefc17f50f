"""The pictures of the documents, made anew: `make pictures`.

A demo console of its own over generated sources, its jobs run once, and Chromium to look at it.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from background import registry
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.palette import smaller
from tests.installation import ROOT, Installation

PICTURES = ROOT / "docs" / "pictures"
JOBS = (
    "toolbox.tipo_cambio",
    "toolbox.tablas_reportes",
    "toolbox.kpi_acumulado",
    "toolbox.tablas_cxc",
    "toolbox.kpi",
)
TAX_JOBS = (
    ("sii.sync_documents_all_companies", "months=12"),
    ("sii.sync_f29_all_companies",),
)
"""They launch a run for each company, which a worker takes."""
LANGUAGES = {"en": "en-US", "es": "es-PE"}
WIDTH, HEIGHT = 1280, 860
DRAWN = "document.querySelectorAll('canvas[data-chart]:not([data-drawn])').length === 0"


def main() -> None:
    """Make every picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        console = Installation(Path(folder))
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            console.manage("migrate", "--verbosity=0")
            console.manage("demo")
            for job in JOBS:
                console.manage("run_task", job, "--inline")
            console.worker()
            for tax_job in TAX_JOBS:
                console.manage("run_task", *tax_job, "--wait", check=False)
            console.beat()
            _take_all(chromium, console.web())
        finally:
            chromium.close()
            console.stop()


def _take_all(chromium: Browser, address: str) -> None:
    for language, locale in LANGUAGES.items():
        page = _signed_in(chromium, address, locale)
        for board in registry.boards():
            page.goto(f"{address}/boards/{board.name}/")
            _take(page, f"board-{board.name}-{language}", whole=True)
        if language == "en":
            page.goto(f"{address}/")
            _take(page, "overview")
            page.goto(f"{address}/datasets/kpi/")
            _take(page, "dataset")
            page.goto(f"{address}/runs/?task=toolbox.kpi")
            page.locator("tbody a[href^='/runs/']").first.click()
            _take(page, "run")


def _signed_in(chromium: Browser, address: str, locale: str) -> Page:
    context = chromium.new_context(
        locale=locale, viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light"
    )
    page = context.new_page()
    page.goto(f"{address}/")
    page.locator("#id_username").fill("operator")
    page.locator("#id_password").fill("operator-demo")
    page.locator("form.card-body button").click()
    return page


def _take(page: Page, name: str, *, whole: bool = False) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_function(DRAWN)
    blank = page.context.new_page()
    (PICTURES / f"{name}.png").write_bytes(smaller(page.screenshot(full_page=whole), blank))
    blank.close()


if __name__ == "__main__":
    import django

    django.setup()
    main()
