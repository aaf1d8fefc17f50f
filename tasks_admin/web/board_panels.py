"""The panels of a board as readers see them: lines in words, links to the rows, data for plots."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from background import Kind
from background.boards import Panel, Periods
from tasks_admin.board_words import (
    Head,
    heads_of,
    label_of,
    name_of,
    split_of,
    value_of,
    with_shares,
)
from tasks_admin.queries.boards.answers import BoardAnswer, Line, PanelAnswer
from tasks_admin.queries.boards.board import AskedBoard
from tasks_admin.web import presenting
from tasks_admin.web.board_grids import DrawnCell, DrawnGrid
from tasks_admin.web.board_grids import drawn as drawn_grid
from tasks_admin.wording import say

WIDE, LONG, TALL, FIGURES = 4, 30, 10, 3
"""So many columns, points, bars and figures a panel holds in half the width of the page."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line in words, with the address of its rows ("" where none says which).

    `key` is the value that the rows have where the label is only its name.
    """

    label: str
    cells: list[str]
    address: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A panel ready for its template; `plot` is None where nothing is drawn."""

    panel: Panel
    heads: list[Head]
    lines: list[Drawn]
    rest: Drawn | None
    total: Drawn
    plot: dict[str, Any] | None
    ignored: list[str]
    grid: DrawnGrid | None = None

    @property
    def is_wide(self) -> bool:
        """Whether its figures, its plot or its table need the width of the page."""
        if self.grid:
            return True
        if not self.panel.by:
            return len(self.heads) > FIGURES
        if self.plot:
            return not self.plot["across"] and len(self.lines) > LONG
        return len(self.heads) > WIDE

    @property
    def is_tall(self) -> bool:
        """Whether its plot has a bar for each of many names."""
        return bool(self.plot and self.plot["across"] and len(self.lines) > TALL)

    @property
    def grid_lines(self) -> list[tuple[Drawn, list[DrawnCell | None]]]:
        """The lines of a grid, each with its cells."""
        return list(zip(self.lines, self.grid.lines, strict=True)) if self.grid else []

    @property
    def figures(self) -> list[tuple[Head, str]]:
        """The measures of a panel without lines."""
        return list(zip(self.heads, self.total.cells, strict=True))


def drawn(asked: AskedBoard, answer: BoardAnswer) -> list[DrawnPanel]:
    """Return the panels of a board with their answers, in their order."""
    called = {one.column: say(one.label) for one in asked.board.filters}
    return [
        _panel(panel, given, _address_of(asked, panel), called)
        for panel, given in zip(asked.board.panels, answer.panels, strict=True)
    ]


def _panel(panel: Panel, answer: PanelAnswer, address: str, called: dict[str, str]) -> DrawnPanel:
    heads = heads_of(panel, answer)

    def line(one: Line, label: str, key: str = "") -> Drawn:
        values = with_shares(panel, answer, one)
        cells = [
            presenting.figure(value, head.kind) for head, value in zip(heads, values, strict=True)
        ]
        return Drawn(label, cells, f"{address}?{one.query}" if one.query is not None else "", key)

    shown = [one for one, _ in answer.grid.lines] if answer.grid else answer.lines
    lines = [
        line(one, name or label_of(panel.by, one.key), value_of(one.key) if name else "")
        for one, name in ((one, name_of(panel.by, one)) for one in shown)
    ]
    rest = gettext("Before") if isinstance(panel.by, Periods) else gettext("All others")
    return DrawnPanel(
        panel=panel,
        heads=heads,
        lines=lines,
        rest=line(answer.rest, rest) if answer.rest else None,
        total=line(answer.total, gettext("Total")),
        plot=_plot(panel, answer, lines) if panel.chart and lines else None,
        ignored=[called.get(name, name) for name in answer.ignored],
        grid=drawn_grid(panel.grid, answer.grid, address) if panel.grid and answer.grid else None,
    )


def _plot(panel: Panel, answer: PanelAnswer, lines: list[Drawn]) -> dict[str, Any]:
    """What the plot draws: the first measures, a series for each value of the split."""
    first, each = panel.measures[0], len(panel.measures)
    series = [
        {
            "label": " · ".join(filter(None, (say(measure.label), split_of(panel, split)))),
            "values": [_plotted(line.values[at * each + place]) for line in answer.lines],
        }
        for at, split in enumerate(answer.splits)
        for place, measure in enumerate(panel.measures[: panel.charted])
    ]
    return {
        "kind": panel.chart,
        "across": panel.chart == "bar" and not isinstance(panel.by, Periods),
        "unit": first.unit,
        "axis": " · ".join(filter(None, (say(first.label) * (panel.charted == 1), first.unit))),
        "share": first.kind == Kind.SHARE,
        "places": presenting.PLACES.get(first.kind, 2),
        "labels": [line.label for line in lines],
        "series": series,
        "links": [line.address for line in lines],
    }


def _plotted(value: Decimal | float | None) -> float | None:
    return None if value is None else float(value)


def _address_of(asked: AskedBoard, panel: Panel) -> str:
    return reverse("tasks_admin:dataset", args=[asked.board.dataset_of(panel).name])
