"""The filters of a dataset as a plain GET form, and what the page says about them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from background.errors import FieldError
from tasks_admin.queries.dataset_columns import ColumnKind, DatasetColumn
from tasks_admin.queries.row_conditions import Condition, How
from tasks_admin.queries.row_filter import Pairs, RowFilter
from tasks_admin.wording import say

LABELS = {
    How.EQUALS: _("is"),
    How.CONTAINS: _("contains"),
    How.ONE_OF: _("one of"),
    How.FROM: _("from"),
    How.TO: _("to"),
    How.IS: _("is"),
}
WORDS = {"empty": _("empty"), "filled": _("filled")}


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to type: its parameter, what stands beside it, and what was typed."""

    parameter: str
    label: Promise
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Option:
    """One value to tick."""

    value: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FilterField:
    """One column's filter: values to tick or things to type, and the sentence about them."""

    column: DatasetColumn
    inputs: tuple[Input, ...]
    options: tuple[Option, ...]
    emptiness: str
    errors: tuple[FieldError, ...]
    label: str

    @property
    def chosen(self) -> list[str]:
        """The values that are ticked."""
        return [option.value for option in self.options if option.is_chosen]


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, and the address without it."""

    column: str
    how: Promise
    values: str
    without: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of one column: where a click on it leads, and how the rows are sorted now."""

    column: DatasetColumn
    query: str
    sorted: str


def fields(
    asked: RowFilter, choices: Mapping[str, list[str]], added: str = ""
) -> list[FilterField]:
    """Return the filters to draw: the dataset's own, those in use, and one more on request."""
    used = {one.column.name for one in (*asked.conditions, *asked.refused)}
    return [
        field_of(asked, column, choices.get(column.name, []), column.name)
        for column in asked.columns.values()
        if column.is_filter or column.name in used or column.name == added
    ]


def further(asked: RowFilter, drawn: list[FilterField]) -> list[str]:
    """Return the columns that have no filter on the page yet."""
    names = {field.column.name for field in drawn}
    return [name for name in asked.columns if name not in names]


def chips(asked: RowFilter, called: Mapping[str, str] | None = None) -> list[Chip]:
    """Return every condition in words with the address that takes it away.

    `called` are the columns that have a name for readers.
    """
    return [
        Chip(
            column=say((called or {}).get(one.column.name, one.column.name)),
            how=LABELS[How.EQUALS if len(one.values) == 1 and one.how is How.ONE_OF else one.how],
            values=_values(one),
            without=asked.query_string(
                conditions=tuple(other for other in asked.conditions if other is not one)
            ),
        )
        for one in asked.conditions
    ]


def headings(asked: RowFilter) -> list[Heading]:
    """Return the heads of the columns on the page."""
    now = "descending" if asked.descending else "ascending"
    return [
        Heading(column, asked.sorted_by(column.name), now if asked.sort == column.name else "")
        for column in asked.shown
    ]


def kept_by_filters(asked: RowFilter) -> Pairs:
    """Return what the form of filters must carry along: order, columns, size of the page."""
    return replace(asked, conditions=()).pairs()


def kept_by_columns(asked: RowFilter) -> Pairs:
    """Return what the form of columns must carry along: all but the columns."""
    return replace(asked, chosen=()).pairs()


def field_of(
    asked: RowFilter, column: DatasetColumn, choices: list[str], label: str
) -> FilterField:
    """Return the filter of one column: values to tick where they are few, else things to type."""
    errors = tuple(error for error in asked.errors if error.name == column.name)
    ticked = asked.of(column.name, How.ONE_OF) + (
        asked.of(column.name, How.EQUALS) if choices else ()
    )
    return FilterField(
        column=column,
        inputs=()
        if choices or column.kind in (ColumnKind.FLAG, ColumnKind.WORDS)
        else _inputs(asked, column, bool(errors)),
        options=tuple(Option(value, value in ticked) for value in _options(column, choices)),
        emptiness="".join(asked.of(column.name, How.IS)[-1:]),
        errors=errors,
        label=label,
    )


def _options(column: DatasetColumn, choices: list[str]) -> list[str]:
    return ["yes", "no"] if column.kind is ColumnKind.FLAG else choices


def _inputs(asked: RowFilter, column: DatasetColumn, is_wrong: bool) -> tuple[Input, ...]:
    """What was refused is shown as it was typed: a browser empties a date that is none."""
    if column.kind is ColumnKind.TEXT:
        hows, kind = (How.CONTAINS, How.EQUALS), "search"
    else:
        hows, kind = (How.FROM, How.TO), "date" if column.is_day else "number"
    return tuple(
        Input(
            parameter=Condition(column, how, ()).parameter,
            label=LABELS[how],
            type="text" if is_wrong else kind,
            value="".join(asked.of(column.name, how)[-1:]),
        )
        for how in hows
    )


def _values(condition: Condition) -> str:
    if condition.how is How.IS:
        return str(WORDS[condition.values[-1]])
    return " · ".join(condition.values)
