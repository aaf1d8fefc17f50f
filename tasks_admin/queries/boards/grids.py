"""Which states the rows of a panel have, by line and month."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count

from background.boards import Dimension, Grid, Period, Periods
from tasks_admin.queries.boards import grouping
from tasks_admin.queries.boards.answers import Cell, GridAnswer, Line, PanelAnswer
from tasks_admin.queries.boards.panels import Question

Counts = dict[tuple[Any, str], dict[str, int]]
"""By line and month how many rows have which state."""


def with_grid(question: Question, answer: PanelAnswer) -> PanelAnswer:
    """Return the answer to a panel with its grid, if the panel has one."""
    panel = question.panel
    if panel.grid is None or panel.by is None:
        return answer
    return replace(answer, grid=GridQuestion(question, panel.grid, panel.by).answer(answer.lines))


@dataclass(frozen=True, slots=True)
class GridQuestion:
    """A grid with the rows that its panel asks."""

    question: Question
    grid: Grid
    by: Dimension

    def answer(self, lines: tuple[Line, ...]) -> GridAnswer:
        """Return the cells of these lines, ordered by what readers call them."""
        counts = self._counts()
        months = sorted({month for _, month in counts if month})
        shown = tuple(grouping.filled(Period.MONTH, months)[-self.grid.last :])
        ordered = sorted(lines, key=lambda line: (line.name, str(line.key)))
        cells = (
            tuple(self._cell(line, month, counts.get((line.key, month))) for month in shown)
            for line in ordered
        )
        return GridAnswer(shown, tuple(zip(ordered, cells, strict=True)))

    def _counts(self) -> Counts:
        asked = self.question.asked
        keys = {
            "line_key": grouping.grouped_by(self.by, asked.columns, self.question.as_of),
            "month_key": grouping.grouped_by(
                Periods(self.grid.across), asked.columns, self.question.as_of
            ),
            "state_key": grouping.by_value(asked.columns[self.grid.state]),
        }
        found: Counts = defaultdict(dict)
        rows = asked.rows().annotate(**keys).values(*keys).annotate(row_count=Count("*"))
        for row in rows.order_by():
            states = found[row["line_key"], row["month_key"]]
            states[row["state_key"]] = row["row_count"]
        return found

    def _cell(self, line: Line, month: str, states: dict[str, int] | None) -> Cell | None:
        if not states:
            return None
        columns = self.question.asked.columns
        conditions = (
            *grouping.conditions_of(self.by, columns, line.key, self.question.as_of),
            *grouping.between(columns[self.grid.across], *grouping.days_of(month)),
        )
        counts = tuple(states.get(one.value, 0) for one in self.grid.marks)
        return Cell(counts, self.question.query(conditions))
