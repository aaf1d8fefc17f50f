"""What is wrong with a board's declaration, as far as the tables of its datasets tell."""

from collections.abc import Iterator

from background import Dataset, registry
from background.boards import Ages, Board, Panel, Periods, Values
from background.measures import columns_in
from tasks_admin.queries import row_filter
from tasks_admin.queries.dataset_columns import ColumnKind, columns_of


def faults(board: Board) -> Iterator[str]:
    """Yield a sentence about everything that would fail when somebody looks at the board."""
    written = registry.datasets()
    for dataset in board.datasets:
        if dataset.name not in written:
            yield f"no task writes its dataset {dataset.name}"
    for one in board.filters:
        if one.column not in columns_of(board.dataset):
            yield f"it filters by {one.column}, which {board.dataset.name} does not have"
    for panel in board.panels:
        for fault in _of_panel(panel, board.dataset_of(panel)):
            yield f"its panel “{panel.title}” {fault}"


def _of_panel(panel: Panel, dataset: Dataset) -> Iterator[str]:
    columns = columns_of(dataset)
    named = [name for measure in panel.measures for name in columns_in(measure)]
    named += [panel.by.column] if panel.by else []
    named += [panel.by.named] if isinstance(panel.by, Values) and panel.by.named else []
    named += [panel.split] if panel.split else []
    named += [panel.grid.across, panel.grid.state] if panel.grid else []
    missing = [name for name in named if name not in columns]
    for name in missing:
        yield f"names {name}, which {dataset.name} does not have"
    if (
        isinstance(panel.by, Periods | Ages)
        and panel.by.column not in missing
        and columns[panel.by.column].kind is not ColumnKind.DAY
    ):
        yield f"groups by the days of {panel.by.column}, which is no day"
    across = panel.grid.across if panel.grid else ""
    if across in columns and columns[across].kind is not ColumnKind.DAY:
        yield f"has months of {across}, which is no day"
    asked = row_filter.read(dataset, {name: [value] for name, value in panel.where.items()})
    for parameter in asked.unknown:
        yield f"asks for {parameter}, which {dataset.name} does not have"
    for error in asked.errors:
        yield f"asks for {error.name} in a way that makes no sense: {error.message}"
