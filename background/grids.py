"""A grid of states: a line for each value of a column, a column for each period, a mark a cell."""

from dataclasses import dataclass
from enum import StrEnum

from background.errors import DeclarationError


class Look(StrEnum):
    """How good a state is, which decides its shape and colour."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True)
class Mark:
    """One value of the column of states: what readers call it, and how good it is."""

    value: str
    label: str
    look: Look


@dataclass(frozen=True)
class Grid:
    """What stands in the cells of a panel: the worst state of the rows in it, and how many.

    `across` is a column of days: its `last` months are the columns of the grid. `marks`
    are the values that `state` has, the worst first. Raises DeclarationError for none.
    """

    across: str
    state: str
    marks: tuple[Mark, ...]
    last: int = 14

    def __post_init__(self) -> None:
        if not self.marks:
            raise DeclarationError("The grid over {column} has no marks", column=self.state)
