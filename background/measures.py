"""What a board reckons over the rows of a dataset."""

from dataclasses import dataclass

from background.results import Kind


@dataclass(frozen=True)
class Rows:
    """How many rows there are, by what readers call them."""

    label: str = "Rows"
    kind: Kind = Kind.COUNT
    unit: str = ""


@dataclass(frozen=True)
class Distinct:
    """How many different values a column has, blanks not counted."""

    column: str
    label: str
    kind: Kind = Kind.COUNT
    unit: str = ""


@dataclass(frozen=True)
class Sum:
    """What a column adds up to; `unit` is a currency code where all rows are in that currency."""

    column: str
    label: str
    kind: Kind = Kind.AMOUNT
    unit: str = ""


@dataclass(frozen=True)
class Average:
    """The mean of a column over the rows that have a value."""

    column: str
    label: str
    kind: Kind = Kind.RATE
    unit: str = ""


@dataclass(frozen=True)
class Lowest:
    """The smallest value of a column."""

    column: str
    label: str
    kind: Kind = Kind.RATE
    unit: str = ""


@dataclass(frozen=True)
class Highest:
    """The greatest value of a column."""

    column: str
    label: str
    kind: Kind = Kind.RATE
    unit: str = ""


@dataclass(frozen=True)
class Ratio:
    """The sum of one column as a part of the sum of another; nothing where that is zero."""

    column: str
    whole: str
    label: str
    kind: Kind = Kind.SHARE
    unit: str = ""


@dataclass(frozen=True)
class Latest:
    """The value of a column in the row that comes last along another; a figure, never grouped."""

    column: str
    along: str
    label: str
    kind: Kind = Kind.RATE
    unit: str = ""


Measure = Rows | Distinct | Sum | Average | Lowest | Highest | Ratio | Latest


def columns_in(measure: Measure) -> tuple[str, ...]:
    """Return the columns that a measure reads."""
    if isinstance(measure, Rows):
        return ()
    if isinstance(measure, Ratio):
        return (measure.column, measure.whole)
    return (measure.column, measure.along) if isinstance(measure, Latest) else (measure.column,)
