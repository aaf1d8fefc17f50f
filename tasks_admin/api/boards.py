"""Boards: the figures, charts and tables that areas declare over their datasets."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router
from pydantic import BaseModel, Field

from background import registry
from background.boards import Board, Panel
from tasks_admin.access import Right
from tasks_admin.api.callers import needs
from tasks_admin.api.row_filters import checked, filters, plain
from tasks_admin.board_words import heads_of, label_of, name_of, with_shares
from tasks_admin.queries.boards import board as found
from tasks_admin.queries.boards.answers import Line, PanelAnswer
from tasks_admin.queries.boards.board import AskedBoard
from tasks_admin.queries.datasets import DatasetCard, freshness
from tasks_admin.queries.freshness import told
from tasks_admin.wording import say

FILTERS = filters(
    "As in the address of the board's page, by its own `filters`: `Moneda=USD`, "
    "`FechaOperacion__from=2024-01-01`"
)
router = Router(tags=["boards"])


class BoardFilter(BaseModel):
    """A column that the whole board can be narrowed by."""

    column: str
    label: str


class BoardDataset(BaseModel):
    """A dataset that the board looks at, and how fresh it is."""

    dataset: str
    freshness: str
    as_of: date | None
    published_at: datetime | None
    fresh_until: datetime | None
    run: str | None
    ties: bool | None
    rows: int | None


class BoardLine(BaseModel):
    """One board as the list shows it."""

    name: str
    title: str
    description: str
    filters: list[BoardFilter]
    datasets: list[BoardDataset]
    url: str


class PanelColumn(BaseModel):
    """One column of a panel: a measure, for one value of the panel's split where it has one."""

    label: str
    split: str
    unit: str
    kind: str = Field(description="count, amount, rate, share, day or text")


class PanelLine(BaseModel):
    """One line: what it is called, its values in the order of the columns, and where its rows are.

    Amounts are texts. `rows` is null where no filter says which rows they are.
    """

    key: Any
    label: str
    values: list[Any]
    rows: str | None


class PanelTold(BaseModel):
    """One panel; without `by` its figures are in `total`, and there are no lines."""

    title: str
    dataset: str
    by: str | None = Field(description="The column whose values, periods or ages the lines are")
    chart: str = Field(description="How the page draws it: bar, line, or empty for a table")
    columns: list[PanelColumn]
    lines: list[PanelLine]
    rest: PanelLine | None = Field(description="What stands behind the lines that are left out")
    total: PanelLine
    ignored: list[str] = Field(description="Filters in use that do not narrow this panel")


class BoardAnswer(BoardLine):
    """A board with its figures; no panels while one of its datasets was never published."""

    panels: list[PanelTold]


@router.get(
    "",
    response=list[BoardLine],
    operation_id="list_boards",
    summary="All boards",
    auth=needs(Right.VIEW),
)
def boards(request: HttpRequest) -> list[BoardLine]:
    """Return every board with what it looks at."""
    cards = {card.dataset.name: card for card in freshness()}
    return [BoardLine(**_common(board, cards)) for board in registry.boards()]


@router.get(
    "/{name}",
    response=BoardAnswer,
    operation_id="get_board",
    summary="One board",
    auth=needs(Right.VIEW),
    url_name="board",
    openapi_extra=FILTERS,
)
def board(request: HttpRequest, name: str) -> BoardAnswer:
    """Return the figures of a board, of the rows that its filters ask for; 404 for no board.

    All of them are of the same versions. Those of a large dataset that nobody has asked for since
    it was published take a while.
    """
    given = dict(request.GET.lists())
    asked = found.read(name, given)
    checked(asked.asked, found.unknown(asked.board, given))
    panels: tuple[PanelAnswer, ...] = ()
    if asked.is_published:
        answer = found.known_answer(asked)
        asked, answer = (asked, answer) if answer else found.reckoned(asked)
        panels = answer.panels
    return BoardAnswer(
        **_common(asked.board, dict(asked.cards)),
        panels=[
            _panel(asked, panel, one)
            for panel, one in zip(asked.board.panels, panels, strict=False)
        ],
    )


def _common(board: Board, cards: dict[str, DatasetCard]) -> dict[str, Any]:
    return {
        "name": board.name,
        "title": say(board.title),
        "description": say(board.description),
        "filters": [BoardFilter(column=one.column, label=say(one.label)) for one in board.filters],
        "datasets": [
            BoardDataset(**told(cards[one.name])) for one in board.datasets if one.name in cards
        ],
        "url": reverse("api-1:board", args=[board.name]),
    }


def _panel(asked: AskedBoard, panel: Panel, answer: PanelAnswer) -> PanelTold:
    dataset = asked.board.dataset_of(panel).name
    rows = reverse("api-1:rows", args=[dataset])

    def line(one: Line, label: str) -> PanelLine:
        return PanelLine(
            key=plain(one.key),
            label=label,
            values=[plain(value) for value in with_shares(panel, answer, one)],
            rows=f"{rows}?{one.query}" if one.query is not None else None,
        )

    shown = [one for one, _ in answer.grid.lines] if answer.grid else answer.lines
    return PanelTold(
        title=say(panel.title),
        dataset=dataset,
        by=panel.by.column if panel.by else None,
        chart=panel.chart,
        columns=[
            PanelColumn(label=one.label, split=one.split, unit=one.unit, kind=one.kind)
            for one in heads_of(panel, answer)
        ],
        lines=[line(one, name_of(panel.by, one) or label_of(panel.by, one.key)) for one in shown],
        rest=line(answer.rest, "") if answer.rest else None,
        total=line(answer.total, ""),
        ignored=list(answer.ignored),
    )
