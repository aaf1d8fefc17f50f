"""Boards for programs: the same figures as on the page, as plain values."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from background import Dataset, registry
from tasks_admin.models import DatasetVersion, Scope
from tasks_admin.services.issuing import issue
from tests.tasks_admin.datasets.boards import BOARD
from tests.tasks_admin.datasets.conftest import Add

PATH = "/api/v1/boards/placed"
Publish = Callable[..., DatasetVersion]


@pytest.fixture(autouse=True)
def board(dataset: Dataset) -> Iterator[None]:
    registry.add_board(BOARD)
    yield
    registry.remove_board(BOARD.name)


@pytest.fixture
def program(viewer: User) -> Client:
    _, secret = issue(viewer, "test", [Scope.READ], expires_at=None, by=viewer)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def panel(answer: Any, title: str) -> Any:
    [found] = [one for one in answer.json()["panels"] if one["title"] == title]
    return found


def test_boards_are_listed_with_their_filters_and_datasets(program: Client) -> None:
    listed = {one["name"]: one for one in program.get("/api/v1/boards").json()}
    told = listed["placed"]
    assert told["url"] == PATH
    assert told["datasets"][0]["freshness"] == "never"
    assert {one["column"] for one in told["filters"]} == {one.column for one in BOARD.filters}


def test_what_was_never_published_has_no_panels(program: Client) -> None:
    assert program.get(PATH).json()["panels"] == []


def test_amounts_are_texts_and_lines_lead_to_their_rows(
    program: Client, add: Add, publish: Publish
) -> None:
    add(amount=Decimal("1234.565"), executive="Ana")
    add(amount=Decimal("1000"), executive="Berta")
    publish()
    answer = program.get(PATH)
    told = next(one for one in answer.json()["panels"] if one["by"] == "Ejecutivo")
    assert [line["label"] for line in told["lines"]] == ["Ana", "Berta"]
    ana = told["lines"][0]
    assert Decimal(ana["values"][0]) == Decimal("1234.565")
    assert isinstance(ana["values"][0], str)
    rows = program.get(ana["rows"]).json()["rows"]
    assert [row["Ejecutivo"] for row in rows] == ["Ana"]
    assert len(told["columns"]) == len(ana["values"]) == len(told["total"]["values"])


def test_filters_narrow_it_and_strange_ones_are_refused(
    program: Client, add: Add, publish: Publish
) -> None:
    add(executive="Ana")
    add(executive="Berta")
    publish()
    narrowed = program.get(PATH, {"Ejecutivo": "Ana"})
    told = next(one for one in narrowed.json()["panels"] if one["by"] == "Ejecutivo")
    assert [line["label"] for line in told["lines"]] == ["Ana"]
    refused = program.get(PATH, {"Ejecutiva": "Ana"})
    assert (refused.status_code, refused.json()["errors"][0]["loc"]) == (
        422,
        ["query", "Ejecutiva"],
    )


def test_a_board_that_does_not_exist_is_not_found(program: Client) -> None:
    refused = program.get("/api/v1/boards/none")
    assert (refused.status_code, refused.json()["code"]) == (404, "board_not_found")
