"""Texts that operators read, in what tasks, datasets and boards declare."""

from collections.abc import Iterator

from django.utils import timezone

from background import TaskSpec, registry
from background.boards import Ages, Board, Values
from background.fields import choice_label
from tasks_admin.translating.message import Found, Message


def messages(packages: list[str]) -> Found:
    """Yield what the registered tasks of these packages, their datasets and boards say."""
    for spec in registry:
        if spec.function.__module__.partition(".")[0] in packages:
            for text in _of_task(spec):
                if text:
                    yield Message(text), spec.name
    for board in registry.boards():
        if board.dataset.model.__module__.partition(".")[0] in packages:
            for text in _of_board(board):
                yield Message(text), f"board {board.name}"


def _of_task(spec: TaskSpec) -> Iterator[str]:
    yield from (spec.title, spec.summary, spec.description)
    yield spec.area.replace("_", " ").capitalize()
    for field in spec.fields(timezone.now()):
        yield from (field.title, field.help)
        yield from (choice_label(choice) for choice in field.choices if not choice.isupper())
    for dataset in spec.writes:
        yield from (dataset.title, dataset.description)
        yield from (layout.title for layout in dataset.layouts)


def _of_board(board: Board) -> Iterator[str]:
    yield from (board.title, board.description)
    yield from (one.label for one in board.filters)
    for panel in board.panels:
        yield panel.title
        yield from (measure.label for measure in panel.measures)
        if panel.by:
            yield panel.by.label
        if isinstance(panel.by, Values):
            yield from panel.by.labels.values()
        yield from panel.split_labels.values()
        if panel.grid:
            yield from (mark.label for mark in panel.grid.marks)
        if isinstance(panel.by, Ages) and panel.by.first:
            yield panel.by.first
