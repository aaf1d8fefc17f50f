"""The filters of a board as a plain GET form, and the stretches of time that people ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from background.boards import Board
from tasks_admin.queries.boards.board import AskedBoard
from tasks_admin.queries.boards.grouping import between
from tasks_admin.queries.dataset_columns import ColumnKind
from tasks_admin.web.dataset_form import FilterField, field_of

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Preset:
    """A stretch of time with a name, the query string that asks for it, and whether it is asked."""

    label: Promise
    query: str
    is_chosen: bool


def labels(board: Board) -> dict[str, str]:
    """Return what each column of the filters is called for readers."""
    return {one.column: one.label for one in board.filters}


def fields(asked: AskedBoard, choices: Mapping[str, list[str]]) -> list[FilterField]:
    """Return the filters to draw, as the board declares them."""
    return [
        field_of(
            asked.asked,
            asked.asked.columns[one.column],
            choices.get(one.column, []),
            one.label,
        )
        for one in asked.board.filters
    ]


def presets(asked: AskedBoard) -> list[Preset]:
    """Return the usual stretches of time before the day that the figures speak of.

    They are those of the first filter on days; none where the board has no such filter.
    """
    columns = asked.asked.columns
    days = (columns[one.column] for one in asked.board.filters)
    column = next((one for one in days if one.kind is ColumnKind.DAY), None)
    if column is None:
        return []
    others = tuple(one for one in asked.asked.conditions if one.column is not column)
    now = {one for one in asked.asked.conditions if one.column is column}
    return [
        Preset(
            label,
            asked.asked.query_string(conditions=(*others, *between(column, first, last))),
            now == {*between(column, first, last)},
        )
        for label, (first, last) in _stretches(asked.as_of)
    ]


def _stretches(day: date) -> list[tuple[Promise, Days]]:
    month = day.replace(day=1)
    before = month - timedelta(days=1)
    year = day.replace(month=1, day=1)
    return [
        (_("This month"), (month, None)),
        (_("Previous month"), (before.replace(day=1), before)),
        (_("This year"), (year, None)),
        (_("Previous year"), (year.replace(year=year.year - 1), year - timedelta(days=1))),
        (_("Twelve months"), (month.replace(year=month.year - 1), before)),
        (_("All"), (None, None)),
    ]
