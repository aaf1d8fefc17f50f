"""The answer to a panel: plain values in no language, so that it can be kept."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its key, its values by split and measure, and the query string of its rows.

    `query` is None where no query string says which rows they are. `name` is what the key is
    called where a column says so.
    """

    key: Any
    values: tuple[Any, ...]
    query: str | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid: how many rows have each mark, in the order of the marks."""

    counts: tuple[int, ...]
    query: str


@dataclass(frozen=True, slots=True)
class GridAnswer:
    """The cells of a grid by line and period; None where there is no row."""

    periods: tuple[str, ...]
    lines: tuple[tuple[Line, tuple[Cell | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class PanelAnswer:
    """The lines of a panel, what stands behind those left out, and all of it together.

    `splits` are the values of the splitting column, (None,) where there is none. The values of a
    line are those of the first split in the order of the measures, then those of the second.
    `ignored` are the columns of filters in use that do not narrow the panel: its dataset does not
    have them, or the panel says itself which value it asks for.
    """

    splits: tuple[Any, ...]
    lines: tuple[Line, ...]
    rest: Line | None
    total: Line
    ignored: tuple[str, ...] = ()
    grid: GridAnswer | None = None


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """The answers to the panels of a board, in their order, all of the same versions."""

    panels: tuple[PanelAnswer, ...]
