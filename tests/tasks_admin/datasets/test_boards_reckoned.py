"""Boards over a large dataset are reckoned by the run that publishes it."""

import logging
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from background import Dataset, registry
from background.boards import Board, Lowest, Panel
from tasks_admin.models import DatasetVersion, Run
from tasks_admin.queries.boards import board as boards
from tasks_admin.services.reckoning import reckon_boards
from tests.tasks_admin.datasets.boards import BOARD
from tests.tasks_admin.datasets.conftest import PLACEMENTS, Add

Publish = Callable[..., DatasetVersion]


@pytest.fixture(autouse=True)
def board(dataset: Dataset) -> Iterator[None]:
    """The board is in the catalogue."""
    registry.add_board(BOARD)
    yield
    registry.remove_board(BOARD.name)


def run_of(version: DatasetVersion) -> Run:
    assert version.run is not None
    return version.run


@pytest.fixture
def published(add: Add, publish: Publish) -> Run:
    add(amount=Decimal(7))
    return run_of(publish())


def test_nobody_waits_for_the_figures_of_a_large_dataset(
    published: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "RECKONED_AT_ONCE", 0)

    reckon_boards(published.pk)

    known = boards.known_answer(boards.read("placed", {}))
    assert known is not None
    assert known.panels[0].total.values[:2] == (1, Decimal(7))


def test_the_figures_of_a_small_one_are_left_to_its_readers(published: Run) -> None:
    reckon_boards(published.pk)

    assert boards.known_answer(boards.read("placed", {})) is None


def test_a_board_that_fails_is_logged_and_the_run_is_none_the_worse(
    published: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(boards, "RECKONED_AT_ONCE", 0)
    broken = Board("broken", "Broken", "", PLACEMENTS, (Panel("Sums", (Lowest("Nada", "No"),)),))
    registry.add_board(broken)

    with caplog.at_level(logging.ERROR):
        reckon_boards(published.pk)
    registry.remove_board(broken.name)

    assert str(published.pk) in caplog.text
