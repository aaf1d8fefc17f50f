"""Pages of runs: every run once, in order, whatever the size."""

from datetime import timedelta
from uuid import UUID

import pytest

from tasks_admin.models import Run, RunStatus
from tasks_admin.queries import runs
from tasks_admin.queries.run_filter import RunFilter
from tests.tasks_admin.making import NOW, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def twelve() -> list[Run]:
    """Twelve runs, newest first."""
    return [make_run(at=NOW + timedelta(minutes=minute)) for minute in range(12)][::-1]


@pytest.mark.parametrize("size", [1, 4, 5, 12, 50])
def test_going_on_to_older_pages_shows_every_run_once(twelve: list[Run], size: int) -> None:
    seen: list[UUID] = []
    cursor: dict[str, str] = {}
    while True:
        page = runs.page(RunFilter(), cursor, size=size)
        seen += [row.id for row in page.rows]
        if page.older is None:
            break
        cursor = {"older": str(page.older)}
    assert seen == [run.pk for run in twelve]


@pytest.mark.parametrize("size", [1, 4, 5, 12])
def test_going_back_shows_the_same_pages(twelve: list[Run], size: int) -> None:
    first = runs.page(RunFilter(), {}, size=size)
    if first.older is None:
        return
    second = runs.page(RunFilter(), {"older": str(first.older)}, size=size)
    back = runs.page(RunFilter(), {"newer": str(second.newer)}, size=size)
    assert back.rows == first.rows
    assert back.newer is None


@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_tab_of_several_statuses_is_one_list_in_order(size: int) -> None:
    kinds = (RunStatus.FAILED, RunStatus.LOST, RunStatus.SUCCEEDED)
    made = [make_run(kinds[at % 3], at=NOW + timedelta(minutes=at)) for at in range(9)][::-1]
    wanted = [run.pk for run in made if run.status != RunStatus.SUCCEEDED]
    first = runs.page(RunFilter(tab="failed"), {}, size=size)
    assert [row.id for row in first.rows] == wanted[:size]
    if first.older:
        second = runs.page(RunFilter(tab="failed"), {"older": str(first.older)}, size=size)
        assert [row.id for row in second.rows] == wanted[size : 2 * size]
        back = runs.page(RunFilter(tab="failed"), {"newer": str(second.newer)}, size=size)
        assert back.rows == first.rows


def test_a_cursor_that_is_no_identifier_is_ignored(twelve: list[Run]) -> None:
    assert runs.page(RunFilter(), {"older": "x"}).rows[0].id == twelve[0].pk


def test_tabs_count_what_the_other_filters_leave() -> None:
    make_run(RunStatus.FAILED)
    make_run(RunStatus.LOST)
    make_run(RunStatus.RUNNING)
    make_run(RunStatus.FAILED, task_name="example.other")
    tabs = {tab.name: tab for tab in runs.tabs(RunFilter(tab="active", task="example.report"))}
    assert (tabs["failed"].count, tabs["active"].count, tabs["succeeded"].count) == (2, 1, 0)
    assert tabs["active"].is_here
    assert tabs["failed"].query_string == "tab=failed&task=example.report"


def test_a_count_stops_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "COUNTED", 2)
    for _ in range(4):
        make_run()
    tab = next(tab for tab in runs.tabs(RunFilter()) if tab.name == "succeeded")
    assert (tab.count, tab.has_more) == (3, True)
