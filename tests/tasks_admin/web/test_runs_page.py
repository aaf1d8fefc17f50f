"""The list of runs: its filters in the address, its one poll."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from tasks_admin.models import RunStatus
from tests.tasks_admin.making import NOW, make_run

HTMX = {"HX-Request": "true"}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def poll_address(page: str) -> str:
    found = re.search(r'hx-get="([^"]+seen=[^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_the_list_shows_only_what_the_address_asks_for(as_viewer: Client) -> None:
    wanted, other = make_run(RunStatus.FAILED), make_run()
    page = text(as_viewer.get("/runs/?tab=failed"))
    assert wanted.short_id in page
    assert other.short_id not in page


def test_htmx_gets_the_list_without_the_page_around_it(as_viewer: Client) -> None:
    make_run()
    response = as_viewer.get("/runs/", headers=HTMX)
    assert text(response).startswith('<div id="list"')
    assert "filter-text" not in text(response)
    assert "HX-Request" in response["Vary"]


def test_a_changed_filter_is_kept_in_the_address_and_a_poll_leaves_it_alone(
    as_viewer: Client,
) -> None:
    changed = as_viewer.get("/runs/?tab=&text=&task=example.report", headers=HTMX)
    assert changed["HX-Push-Url"] == "/runs/?task=example.report"
    assert "HX-Push-Url" not in as_viewer.get("/runs/?seen=other", headers=HTMX)


def test_a_poll_brings_nothing_until_something_changes(as_viewer: Client) -> None:
    run = make_run(RunStatus.RUNNING)
    where = poll_address(text(as_viewer.get("/runs/?task=example.report")))
    assert "task=example.report" in where
    assert as_viewer.get(where, headers=HTMX).status_code in (204, 200)
    where = poll_address(text(as_viewer.get(where.partition("&seen")[0])))
    run.progress_done = 3
    run.save()
    assert as_viewer.get(where, headers=HTMX).status_code == 200


def test_an_older_page_is_not_polled(as_viewer: Client) -> None:
    runs = [make_run(at=NOW + timedelta(minutes=minute)) for minute in range(3)]
    page = text(as_viewer.get("/runs/", {"older": str(runs[-1].pk)}))
    assert f'href="/runs/{runs[0].pk}/"' in page
    assert f'href="/runs/{runs[-1].pk}/"' not in page
    assert "data-poll" not in page


def test_a_day_that_is_none_is_said_and_left_out(as_viewer: Client) -> None:
    run = make_run()
    page = text(as_viewer.get("/runs/?since=yesterday"))
    assert "A date that is not a day" in page
    assert run.short_id in page


def test_an_empty_list_says_the_next_step(as_viewer: Client) -> None:
    assert "Choose a task to run" in text(as_viewer.get("/runs/"))
    make_run()
    assert "No run fits." in text(as_viewer.get("/runs/?text=nowhere"))


def test_what_was_typed_is_shown_harmless(as_viewer: Client) -> None:
    page = as_viewer.get("/runs/", {"text": '"><script>'}).content.decode()
    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page
