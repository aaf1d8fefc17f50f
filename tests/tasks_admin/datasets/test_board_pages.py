"""The pages of boards: what they show, to whom, and how they ask for it."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.test import Client

from background import Dataset, registry
from background.boards import (
    Ages,
    Board,
    Filter,
    Grid,
    Look,
    Mark,
    Panel,
    Period,
    Periods,
    Rows,
    Sum,
    Values,
)
from tasks_admin.board_words import age, period
from tasks_admin.models import DatasetVersion
from tasks_admin.queries.boards import board as boards
from tests.tasks_admin.datasets.boards import BOARD
from tests.tasks_admin.datasets.conftest import NOW, PLACEMENTS, Add

Publish = Callable[..., DatasetVersion]
PAGE = "/boards/placed/"
HTMX = {"HX-Request": "true"}
SIGNED_IN = 6
"""Session, user, the rights of the user and of the groups, and the open alerts of the shell."""


@pytest.fixture
def browser(client: Client, viewer: User) -> Client:
    client.force_login(viewer)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture(autouse=True)
def board(dataset: Dataset) -> Iterator[None]:
    registry.add_board(BOARD)
    yield
    registry.remove_board(BOARD.name)


def text(response: Any) -> str:
    assert response.status_code == 200
    return unescape(str(response.content.decode()))


def test_the_list_names_every_board_and_how_fresh_it_is(browser: Client, publish: Publish) -> None:
    publish(NOW)

    shown = text(browser.get("/boards/"))

    assert f'href="{PAGE}"' in shown
    assert "Stale" in shown


def test_a_board_of_what_was_never_published_says_what_to_run(browser: Client) -> None:
    shown = text(browser.get(PAGE))

    assert "Never published" in shown
    assert "/tasks/example.place/" in shown
    assert "panel-1" not in shown


def test_a_board_that_does_not_exist_is_not_found(browser: Client) -> None:
    assert browser.get("/boards/nothing/").status_code == 404


def test_figures_lines_and_totals_stand_on_the_page_without_any_script(
    browser: Client, add: Add, publish: Publish
) -> None:
    add(amount=Decimal("1234.565"), executive="Ana")
    add(amount=Decimal("1000"), executive="Berta")
    publish()

    shown = text(browser.get(PAGE))

    assert '<span class="figure-unit">PEN</span> 2,234.57</dd>' in shown
    assert '<td class="number">1,234.57</td><td class="number">55.2 %</td>' in shown
    assert 'href="/datasets/colocaciones/?Ejecutivo=Ana"' in shown
    assert "?FechaOperacion__from=2024-01-01&FechaOperacion__to=2024-01-31" in shown


def test_a_plot_has_the_figures_of_its_table_and_their_addresses(
    browser: Client, add: Add, publish: Publish
) -> None:
    add(amount=Decimal("10.5"))
    publish()

    [data] = re.findall(
        r'id="plot-2" type="application/json">(.*?)</script>', text(browser.get(PAGE))
    )
    plot = json.loads(data)

    assert (plot["labels"], plot["series"]) == (
        ["Jan 2024"],
        [{"label": "Placed", "values": [10.5]}],
    )
    assert plot["links"][0].startswith("/datasets/colocaciones/?FechaOperacion__from=2024-01-01")


def test_a_reader_narrows_the_whole_board_and_keeps_the_address(
    browser: Client, add: Add, publish: Publish
) -> None:
    add(executive="Ana", amount=Decimal(5))
    add(executive="Berta", amount=Decimal(7))
    publish()

    response = browser.get(f"{PAGE}?Ejecutivo__in=Ana&Moneda__in=", headers=HTMX)

    assert "<html" not in text(response)
    assert response["HX-Push-Url"] == f"{PAGE}?Ejecutivo__in=Ana"
    assert [one.total.cells[0] for one in response.context["panels"]][:2] == ["1", "5.00"]
    assert "Executive is <strong>Ana</strong>" in text(response)


def test_whoever_may_export_downloads_the_rows_that_the_board_is_narrowed_to(
    client: Client, operator: User, viewer: User, add: Add, publish: Publish
) -> None:
    add(executive="Ana")
    publish()
    file = 'href="/datasets/colocaciones/export/?Ejecutivo__in=Ana&format=xlsx"'

    client.force_login(operator)
    assert file in text(client.get(f"{PAGE}?Ejecutivo__in=Ana"))
    client.force_login(viewer)
    assert "/export/" not in text(client.get(f"{PAGE}?Ejecutivo__in=Ana"))


def test_the_usual_stretches_of_time_end_where_the_figures_do(
    browser: Client, add: Add, publish: Publish
) -> None:
    add()
    publish()

    presets = browser.get(f"{PAGE}?Moneda=PEN").context["presets"]

    assert [one.query.partition("&")[2] for one in presets] == [
        "FechaOperacion__from=2024-07-01",
        "FechaOperacion__from=2024-06-01&FechaOperacion__to=2024-06-30",
        "FechaOperacion__from=2024-01-01",
        "FechaOperacion__from=2023-01-01&FechaOperacion__to=2023-12-31",
        "FechaOperacion__from=2023-07-01&FechaOperacion__to=2024-06-30",
        "",
    ]
    assert [one.is_chosen for one in presets] == [False] * 5 + [True]


def test_a_value_that_makes_no_sense_gets_its_sentence(
    browser: Client, add: Add, publish: Publish
) -> None:
    add()
    publish()

    assert "Give a day as YYYY-MM-DD." in text(browser.get(f"{PAGE}?FechaOperacion__from=soon"))


def test_new_figures_of_a_large_dataset_are_asked_for_apart(
    browser: Client, add: Add, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "RECKONED_AT_ONCE", 0)
    add(amount=Decimal(7))
    publish()

    first = text(browser.get(PAGE))
    apart = text(browser.get(f"{PAGE}?reckon=1"))
    again = text(browser.get(PAGE))

    assert "Reckon these figures" in first
    assert "7.00" not in first
    for shown in (apart, again):
        assert "Reckon these figures" not in shown
        assert "7.00" in shown


def test_figures_that_are_known_cost_a_query_for_the_version_and_one_for_them(
    browser: Client, add: Add, publish: Publish, django_assert_num_queries: Any
) -> None:
    add()
    publish()
    browser.get(PAGE)

    with django_assert_num_queries(SIGNED_IN + 2):
        text(browser.get(PAGE))


def test_new_figures_cost_one_query_for_each_kind_of_lines_and_of_total(
    browser: Client, add: Add, publish: Publish, django_assert_num_queries: Any
) -> None:
    add()
    publish()
    versions, choices, latest, lines, grids, totals, cache = 2, 2, 1, 9, 1, 3, 6

    with django_assert_num_queries(
        SIGNED_IN + versions + choices + latest + lines + grids + totals + cache
    ):
        text(browser.get(PAGE))


def test_a_dataset_leads_to_the_boards_over_it(browser: Client) -> None:
    assert f'href="{PAGE}"' in text(browser.get("/datasets/colocaciones/"))


def test_a_board_in_spanish(browser: Client, add: Add, publish: Publish) -> None:
    add()
    publish()
    browser.cookies["django_language"] = "es"

    shown = text(browser.get(PAGE))

    assert "Ene 2024" in shown
    assert "Tableros" in shown


def test_a_filter_that_a_panels_dataset_lacks_is_told(browser: Client, publish: Publish) -> None:
    rates = registry.dataset("tipo_cambio")
    both = Board(
        "both",
        "Both",
        "",
        PLACEMENTS,
        (Panel("Rates", (Rows(),), dataset=rates),),
        (Filter("Ejecutivo", "Executive"),),
    )
    registry.add_board(both)
    publish()
    DatasetVersion.objects.create(
        dataset=rates.name, as_of=NOW.date(), rows=0, rows_before=0, published_at=NOW
    )

    shown = text(browser.get("/boards/both/?Ejecutivo__in=Ana"))
    registry.remove_board("both")

    assert "Not narrowed by: Executive" in shown


@pytest.mark.parametrize(
    ("key", "each", "said"),
    [
        ("2024", Period.YEAR, "2024"),
        ("2024-12", Period.MONTH, "Dec 2024"),
        ("2024-02-29", Period.DAY, "29 Feb 2024"),
    ],
)
def test_periods_are_written_as_people_say_them(key: str, each: Period, said: str) -> None:
    assert period(key, each) == said


def test_ages_are_written_as_spans() -> None:
    ages = Ages("Due", edges=(0, 30, 60))

    assert [age(ages, key) for key in range(4)] == ["up to 0", "1 to 30", "31 to 60", "61 and more"]


def test_a_day_that_counts_itself_has_a_span_of_its_own_before_it() -> None:
    ages = Ages("Due", edges=(-1, 30), first="Not due yet")

    assert [age(ages, key) for key in range(3)] == ["Not due yet", "0 to 30", "31 and more"]


def test_a_line_may_be_called_by_a_name_and_leads_to_its_value(
    browser: Client, add: Add, publish: Publish
) -> None:
    add(document="F001-7", executive="Ana")
    publish()

    named = 'href="/datasets/colocaciones/?NroDocumento=F001-7">Ana</a>'
    assert f'{named} <span class="line-key">F001-7</span>' in text(browser.get(PAGE))


def test_a_grid_tells_its_states_by_shape_colour_and_words(
    browser: Client, add: Add, publish: Publish
) -> None:
    add(executive="Ana")
    add(executive="Ana", currency="USD")
    add(executive="Berta", placed_on=date(2024, 2, 1))
    publish()

    shown = text(browser.get(PAGE))

    assert re.search(
        r'<a class="state state-bad" href="[^"]+" title="Dollars: 1, Soles: 1">', shown
    )
    assert re.search(r'<a class="state state-good" href="[^"]+" title="Soles: 1">', shown)
    for look, word in (("bad", "Dollars"), ("good", "Soles")):
        assert re.search(rf'<li class="state state-{look}"><svg.*?</svg><span>{word}</span>', shown)
    assert '">Ana herself</a>' in shown


def test_a_board_that_names_what_its_dataset_lacks_is_found_by_the_system_check() -> None:
    wrong = Board(
        "wrong",
        "Wrong",
        "",
        PLACEMENTS,
        (
            Panel("Sums", (Sum("Nada", "Nothing", unit="PEN"),)),
            Panel("Months", (Rows(),), Periods("Ejecutivo")),
            Panel("Names", (Rows(),), Values("Ejecutivo", "Executive", named="Nombre")),
            Panel(
                "States",
                (Rows(),),
                Values("Ejecutivo", "Executive"),
                grid=Grid("Ejecutivo", "Estado", (Mark("", "Nothing", Look.QUIET),)),
            ),
            Panel("Only", (Rows(),), where={"Otro": "1", "FechaOperacion__from": "soon"}),
        ),
        (Filter("Quien", "Who"),),
    )
    registry.add_board(wrong)
    found = [str(one.msg) for one in run_checks() if one.id == "tasks_admin.E010"]
    registry.remove_board("wrong")

    assert len(found) == 8
    for name in ("Nada", "Ejecutivo, which is no day", "Otro", "FechaOperacion", "Quien", "Estado"):
        assert any(name in fault for fault in found), name
