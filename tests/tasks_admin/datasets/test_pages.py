"""The pages of datasets, with and without htmx, and their downloads."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from background import Dataset
from tasks_admin.models import DatasetVersion
from tasks_admin.web import datasets as pages
from tasks_admin.wording import NOTHING
from tests.tasks_admin.datasets.conftest import Add

Publish = Callable[..., DatasetVersion]
PAGE = "/datasets/colocaciones/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(client: Client, operator: User) -> Client:
    client.force_login(operator)
    client.cookies["django_language"] = "en"
    return client


def text(response: Any) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def test_the_list_shows_how_fresh_each_dataset_is(
    browser: Client, add: Add, publish: Publish
) -> None:
    add()
    version = publish()

    shown = text(browser.get("/datasets/"))

    assert "Stale" in shown
    assert "All tie" in shown
    assert f"/runs/{version.run_id}/" in shown


def test_a_dataset_that_was_never_published_says_which_task_writes_it(
    browser: Client, dataset: Dataset
) -> None:
    for address in ("/datasets/", PAGE):
        shown = text(browser.get(address))
        assert "Never published" in shown
        assert "/tasks/example.place/" in shown


def test_a_page_shows_figures_as_people_write_them(browser: Client, add: Add) -> None:
    add(amount=Decimal("-1234567.891234"), rate=Decimal("0.025"), paid_on=None, is_new=True)
    address = f"{PAGE}?cols=Colocacion&cols=Tasa&cols=Fecha+Pago&cols=Nuevo&cols=FechaOperacion"

    english = text(browser.get(address))
    browser.cookies["django_language"] = "es"
    spanish = text(browser.get(address))

    for value in ("-1,234,567.89", "0.025", NOTHING, "15 Jan 2024"):
        assert f">{value}</td>" in english
    for value in ("-1,234,567.89", "0.025", NOTHING):
        assert f">{value}</td>" in spanish


def test_htmx_gets_only_what_changes_and_a_clean_address(browser: Client, add: Add) -> None:
    add(executive="Ana")
    add(executive="Berta")

    response = browser.get(f"{PAGE}?Ejecutivo__in=Ana&Moneda=&add=&cols=Ejecutivo", headers=HTMX)

    assert "<html" not in text(response)
    assert '<div id="dataset"' in text(response)
    assert ">Ana</td>" in text(response)
    assert ">Berta</td>" not in text(response)
    assert response["HX-Push-Url"] == f"{PAGE}?Ejecutivo__in=Ana&cols=Ejecutivo"
    assert "HX-Request" in response["Vary"]


def test_a_value_that_makes_no_sense_gets_its_sentence_and_no_error_page(
    browser: Client, add: Add
) -> None:
    add()

    response = browser.get(f"{PAGE}?FechaOperacion__from=31/12/2024&Moneda__in=PEN")

    assert response.status_code == 200
    assert "Give a day as YYYY-MM-DD." in text(response)
    assert 'value="31/12/2024"' in text(response)


def test_pages_follow_each_other_by_their_links(browser: Client, add: Add) -> None:
    for number in range(101):
        add(document=f"D{number:03d}", executive=None)
    seen: list[str] = []
    address = f"{PAGE}?cols=NroDocumento&sort=-Ejecutivo"
    while address:
        response = browser.get(address)
        seen += [row[0].text for row in response.context["rows"]]
        later = response.context["later"]
        address = f"{PAGE}?{later}" if later else ""

    assert seen == [f"D{number:03d}" for number in reversed(range(101))]


def test_totals_of_a_large_dataset_are_asked_for_apart(
    browser: Client, add: Add, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ADDED_UP_AT_ONCE", 0)
    add(amount=Decimal(7))
    publish()

    first = text(browser.get(PAGE))
    apart = text(browser.get(f"{PAGE}?totals=1", headers=HTMX))
    again = text(browser.get(PAGE))

    assert 'hx-trigger="load"' in first
    assert "Add up these rows" in first
    assert apart.strip().startswith("<section")
    assert "7.00" in apart
    assert 'hx-trigger="load"' not in again


def test_any_column_can_get_a_filter(browser: Client, dataset: Dataset) -> None:
    plain, added = text(browser.get(PAGE)), text(browser.get(f"{PAGE}?add=Tasa"))

    assert 'name="Tasa__from"' not in plain
    assert 'name="Tasa__from"' in added


def test_a_condition_can_be_taken_away_by_its_own_link(browser: Client, dataset: Dataset) -> None:
    response = browser.get(f"{PAGE}?Moneda__in=PEN&Tasa__is=empty&sort=Moneda")

    chips = [(chip.column, chip.values, chip.without) for chip in response.context["chips"]]
    assert chips == [
        ("Moneda", "PEN", "Tasa__is=empty&sort=Moneda"),
        ("Tasa", "empty", "Moneda__in=PEN&sort=Moneda"),
    ]


def test_texts_of_the_data_are_never_markup(browser: Client, add: Add) -> None:
    add(document="<script>alert(1)</script>", executive='"><b>')

    shown = text(browser.get(PAGE))

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_an_unknown_dataset_is_not_found(browser: Client, db: None) -> None:
    assert browser.get("/datasets/nada/").status_code == 404
    assert browser.get("/datasets/nada/export/").status_code == 404


def test_one_page_needs_few_queries_however_many_rows_it_has(
    browser: Client, add: Add, publish: Publish, django_assert_max_num_queries: Any
) -> None:
    for _ in range(60):
        add()
    publish()
    browser.get(PAGE)

    with django_assert_max_num_queries(10):
        browser.get(PAGE)


def test_csv_is_streamed_with_exactly_the_rows_and_columns_of_the_address(
    browser: Client, add: Add, publish: Publish
) -> None:
    add(document="=1+1", currency="USD")
    add(document="B")
    publish()

    response = browser.get(f"{PAGE}export/?format=csv&Moneda__in=USD&cols=NroDocumento")

    assert response.streaming
    assert response["Content-Disposition"] == 'attachment; filename="colocaciones-2024-07-27.csv"'
    assert b"".join(response).decode() == "\ufeffNroDocumento\r\n'=1+1\r\n"


@pytest.mark.parametrize(
    ("accepted", "line"),
    [("es-PE,es;q=0.9", "10000.000000"), ("es-CL,es;q=0.9,en", "10000,000000")],
)
def test_csv_has_the_decimal_mark_of_the_readers_region(
    browser: Client, add: Add, accepted: str, line: str
) -> None:
    add()
    browser.cookies["django_language"] = "es"

    response = browser.get(f"{PAGE}export/?cols=Colocacion", headers={"Accept-Language": accepted})

    assert b"".join(response).decode().split("\r\n")[1] == line


def test_programs_get_plain_csv(browser: Client, add: Add) -> None:
    add()

    response = browser.get(f"{PAGE}export/?plain=1&cols=Colocacion")

    assert b"".join(response) == b"Colocacion\n10000.000000\n"


def test_excel_is_sent_as_a_file(browser: Client, add: Add, publish: Publish) -> None:
    add()
    publish()

    response = browser.get(f"{PAGE}export/?format=xlsx")

    assert 'filename="colocaciones-2024-07-27.xlsx"' in response["Content-Disposition"]
    assert b"".join(response)[:2] == b"PK"


def test_too_large_an_excel_file_leads_back_with_a_sentence(
    browser: Client, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks_admin.services.exporting.MOST_CELLS", 0)
    add()

    response = browser.get(f"{PAGE}export/?format=xlsx&Moneda__in=PEN", follow=True)

    assert response.redirect_chain == [(f"{PAGE}?Moneda__in=PEN", 302)]
    assert "would take too long" in text(response)


def test_a_download_with_a_filter_that_makes_no_sense_leads_back_to_the_sentence(
    browser: Client, add: Add
) -> None:
    response = browser.get(f"{PAGE}export/?format=csv&Año=x")

    assert response.status_code == 302
    assert parse_qs(urlsplit(response["Location"]).query)["Año"] == ["x"]


def test_who_may_only_look_sees_no_downloads_and_gets_none(
    client: Client, viewer: User, dataset: Dataset
) -> None:
    client.force_login(viewer)

    assert "/export/" not in text(client.get(PAGE))
    assert client.get(f"{PAGE}export/").status_code == 403
