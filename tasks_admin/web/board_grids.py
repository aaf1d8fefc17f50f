"""Grids of states as readers see them: a shape, a colour and a number in each cell, and words."""

from dataclasses import dataclass

from django.utils import formats

from background import grids
from tasks_admin.queries.boards.answers import Cell, GridAnswer
from tasks_admin.queries.boards.grouping import days_of
from tasks_admin.web.presenting import Look
from tasks_admin.wording import say

LOOKS = {
    grids.Look.GOOD: Look("circle-check", "good"),
    grids.Look.WARN: Look("circle-half-2", "warn"),
    grids.Look.BAD: Look("circle-x", "bad"),
    grids.Look.QUIET: Look("circle-dashed", "quiet"),
}


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """One cell: its worst state, how many rows have it (None if it has one row), all in words."""

    look: Look
    number: int | None
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class DrawnGrid:
    """A grid ready for its template: names of its months, cells of its lines, what marks mean.

    A cell is None where there is no row.
    """

    months: list[str]
    lines: list[list[DrawnCell | None]]
    legend: list[tuple[Look, str]]


def drawn(grid: grids.Grid, answer: GridAnswer, address: str) -> DrawnGrid:
    """Return a grid in words, its lines in their order; `address` is that of its dataset."""
    return DrawnGrid(
        months=[formats.date_format(days_of(one)[0], "M Y") for one in answer.periods],
        lines=[
            [_cell(grid, one, address) if one else None for one in cells]
            for _, cells in answer.lines
        ],
        legend=[(LOOKS[mark.look], say(mark.label)) for mark in reversed(grid.marks)],
    )


def _cell(grid: grids.Grid, cell: Cell, address: str) -> DrawnCell:
    met = [(mark, count) for mark, count in zip(grid.marks, cell.counts, strict=True) if count]
    worst, number = met[0] if met else (grid.marks[0], 0)
    return DrawnCell(
        look=LOOKS[worst.look],
        number=number if sum(cell.counts) > 1 else None,
        words=", ".join(f"{say(mark.label)}: {count}" for mark, count in met),
        address=f"{address}?{cell.query}",
    )
