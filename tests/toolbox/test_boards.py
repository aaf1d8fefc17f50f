"""The boards of the areas, over the tables that the jobs make of generated sources."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.cache import caches
from django.core.management import call_command

from background import registry
from background.boards import Board, Panel, Rows, Sum
from tasks_admin.queries import row_filter
from tasks_admin.queries.boards import board as boards
from tasks_admin.queries.boards.answers import Line, PanelAnswer
from tasks_admin.queries.dataset_columns import columns_of
from tasks_admin.queries.dataset_totals import totals
from tests.toolbox.conftest import Fill
from tests.toolbox.sii.taken_up import take_up
from toolbox.receivables.dataset import RECEIVABLES
from toolbox.receivables.models import Receivable

pytestmark = pytest.mark.django_db(transaction=True)

JOBS = ("toolbox.tablas_reportes", "toolbox.tablas_cxc")
AS_OF = "2024-06-30"


@pytest.fixture(autouse=True)
def refreshed(source_folder: Fill) -> None:
    """Every table that a board looks at is there, as of one day."""
    for one in caches.all():
        one.clear()
    call_command(
        "make_samples",
        "--to",
        source_folder(),
        documents=150,
        until=date.fromisoformat(AS_OF),
        verbosity=0,
        cases=False,
    )
    for job in JOBS:
        call_command("run_task", job, f"as_of={AS_OF}", "--inline", verbosity=0)
    take_up(months=8)


def answers(board: Board) -> Iterator[tuple[Panel, PanelAnswer]]:
    _asked, found = boards.reckoned(boards.read(board.name, {}))
    yield from zip(board.panels, found.panels, strict=True)


def rows_of(board: Board, panel: Panel, line: Line) -> list[Any]:
    """The rows that the page of the dataset shows for the line's address."""
    asked = row_filter.read(board.dataset_of(panel), parse_qs(line.query or ""))
    assert (asked.errors, asked.unknown) == ((), ())
    return list(asked.rows())


def figures(board: Board, panel: Panel, line: Line) -> Iterator[tuple[Any, Any]]:
    """What a line says of its rows where one row is added to the next, and what they say."""
    rows = rows_of(board, panel, line)
    columns = columns_of(board.dataset_of(panel))
    for measure, value in zip(panel.measures, line.values, strict=True):
        if isinstance(measure, Rows):
            yield value or 0, len(rows)
        if isinstance(measure, Sum) and value is not None:
            held = [getattr(row, columns[measure.column].attribute) or 0 for row in rows]
            yield round(value, 6), sum(held, Decimal())


def test_every_figure_of_every_board_is_that_of_the_rows_it_leads_to() -> None:
    for board in registry.boards():
        for panel, found in answers(board):
            assert found.lines or not panel.by, (board.name, panel.title)
            for line in (*found.lines, found.total):
                for said, held in [] if panel.split else figures(board, panel, line):
                    assert said == held, (board.name, panel.title, line)


def test_what_is_owed_ties_with_the_table_and_is_either_current_or_overdue() -> None:
    board = registry.board("receivables")
    found = {panel.title: one for panel, one in answers(board)}
    in_soles = {title: one.total.values[0] for title, one in found.items()}
    table = totals(row_filter.read(RECEIVABLES, {}), None).by_currency

    assert in_soles["Owed"] + in_soles["Collected above the confirmed net"] == sum(
        one.sums["SaldoTotalPen"] or 0 for one in table
    )
    ages = {line.key: line.values[0] for line in found["By age"].lines}
    assert sum(ages.values()) == in_soles["Owed"]
    assert sum(ages.values()) - ages[0] == in_soles["Of it overdue"]
    not_due = Receivable.objects.filter(fecha_confirmado__gt=AS_OF)
    assert set(not_due.values_list("estado_cuenta", flat=True)) == {"VIGENTE"}
