"""A whole board: its filters read, its panels answered once for each version of its datasets."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.cache import caches
from django.utils import timezone

from background import Dataset, registry
from background.boards import Board, Panel
from tasks_admin.queries import row_filter
from tasks_admin.queries.boards import grids, grouping, panels
from tasks_admin.queries.boards.answers import BoardAnswer
from tasks_admin.queries.boards.measuring import Parts, all_parts
from tasks_admin.queries.boards.narrowing import EXACT, narrowed
from tasks_admin.queries.boards.panels import Groups, Question
from tasks_admin.queries.datasets import DatasetCard, cards_of
from tasks_admin.queries.row_filter import RowFilter

RECKONED_AT_ONCE = 100_000
"""Rows of a dataset up to which a page waits for new figures of its board."""
KEPT_IN = "figures"
"""The cache for answers; it is in the database, so that all processes know what one reckoned."""
Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class AskedBoard:
    """A board with the live versions of its datasets and what its reader narrows it by."""

    board: Board
    cards: Mapping[str, DatasetCard]
    asked: RowFilter

    @property
    def rows(self) -> int:
        """How many rows the largest of its datasets has."""
        return max((card.version.rows for card in self.cards.values() if card.version), default=0)

    @property
    def takes_long(self) -> bool:
        """Whether new figures take longer than a reader likes to wait."""
        return self.rows > RECKONED_AT_ONCE

    @property
    def is_published(self) -> bool:
        """Whether there is something to show: a version of every dataset."""
        return all(card.version for card in self.cards.values())

    @property
    def may_be_kept(self) -> bool:
        """Whether its figures stay what they are as long as the versions do."""
        return not any(card.dataset.in_place for card in self.cards.values())

    @property
    def as_of(self) -> date:
        """The day that the board's own dataset speaks of."""
        return self.as_of_dataset(self.board.dataset)

    def as_of_dataset(self, dataset: Dataset) -> date:
        """The day that a dataset speaks of; today while it was never published."""
        version = self.cards[dataset.name].version
        return version.as_of if version else timezone.localdate()

    @property
    def key(self) -> str:
        """The same for the same declaration, versions, conditions and limits of the reader."""
        versions = [
            (name, card.version and (card.version.pk, card.version.published_at))
            for name, card in self.cards.items()
        ]
        limits = self.asked.reader.digest if self.asked.reader else ""
        said = repr((self.board, versions, self.asked.digest, limits))
        return f"board:{self.board.name}:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def read(name: str, given: Given) -> AskedBoard:
    """Read what an address asks of a board; raises UnknownBoard."""
    board = registry.board(name)
    strange = unknown(board, given)
    kept = {name: values for name, values in given.items() if name not in strange}
    return AskedBoard(board, _cards(board), row_filter.read(board.dataset, kept))


def unknown(board: Board, given: Given) -> list[str]:
    """Return the parameters of an address that are no filters of the board."""
    known = {one.column for one in board.filters}
    return [one for one in given if not known & {one, one.rpartition("__")[0]}]


def _cards(board: Board) -> dict[str, DatasetCard]:
    return {card.dataset.name: card for card in cards_of(board.datasets)}


def known_answer(asked: AskedBoard) -> BoardAnswer | None:
    """Return the answer if it was reckoned before, else None."""
    found: BoardAnswer | None = caches[KEPT_IN].get(asked.key) if asked.may_be_kept else None
    return found


def reckoned(asked: AskedBoard, *, tries: int = 3) -> tuple[AskedBoard, BoardAnswer]:
    """Reckon the answer and keep it if it may be; return it with what it answers.

    Where a new version was swapped in meanwhile, it is asked again of that one: what stands on one
    page is of one version.
    """
    found = _reckon(asked)
    now = replace(asked, cards=_cards(asked.board))
    if now.key != asked.key and tries:
        return reckoned(now, tries=tries - 1)
    if asked.may_be_kept:
        caches[KEPT_IN].set(asked.key, found)
    return asked, found


def questions(asked: AskedBoard) -> list[Question]:
    """Return the board's panels with the rows that each of them asks."""
    return [_question(asked, panel) for panel in asked.board.panels]


def _question(asked: AskedBoard, panel: Panel) -> Question:
    dataset = asked.board.dataset_of(panel)
    own = row_filter.read(dataset, {name: [value] for name, value in panel.where.items()})
    general = [one for one in asked.asked.conditions if one.column.name in own.columns]
    ignored = {one.column.name for one in asked.asked.conditions} - own.columns.keys()
    fixed = {one.column.name for one in own.conditions if one.how in EXACT}
    ignored |= fixed & {one.column.name for one in general}
    same = row_filter.read(dataset, {one.parameter: one.values for one in general})
    return Question(
        panel,
        row_filter.RowFilter(
            dataset, narrowed(same.conditions, own.conditions), columns=own.columns
        ),
        asked.as_of_dataset(dataset),
        tuple(sorted(ignored)),
    )


def _reckon(asked: AskedBoard) -> BoardAnswer:
    """Panels over the same rows share a query for their totals, with the same lines for those."""
    totals: dict[Any, Mapping[Any, Parts]] = {}
    groups: dict[Any, Groups] = {}
    asked_now = questions(asked)
    for rows in {_rows(question) for question in asked_now}:
        alike = [question for question in asked_now if _rows(question) == rows]
        measures = tuple(measure for one in alike for measure in one.panel.measures)
        totals[rows] = panels.total_of(alike[0], all_parts(measures))
    for lines in {_lines(question) for question in asked_now}:
        groups[lines] = panels.groups_of([one for one in asked_now if _lines(one) == lines])
    answers = [
        panels.answer(question, totals[_rows(question)], groups[_lines(question)])
        for question in asked_now
    ]
    return BoardAnswer(tuple(map(grids.with_grid, asked_now, answers)))


def _lines(question: Question) -> tuple[Any, ...]:
    return (*_rows(question), grouping.kind_of(question.panel.by))


def _rows(question: Question) -> tuple[str, str, str]:
    asked = question.asked
    return asked.dataset.name, asked.digest, question.panel.split
