"""One panel's question put to the database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from django.db.models import F, Max, QuerySet

from background.boards import Dimension, Latest, Panel, Periods, Sum, Values
from tasks_admin.queries.boards import grouping
from tasks_admin.queries.boards.answers import Line, PanelAnswer
from tasks_admin.queries.boards.measuring import (
    Part,
    Parts,
    aggregate,
    all_parts,
    rest_of,
    value_of,
)
from tasks_admin.queries.boards.narrowing import narrowed
from tasks_admin.queries.row_conditions import Condition
from tasks_admin.queries.row_filter import RowFilter


@dataclass(slots=True)
class Group:
    """One line as the database gave it: its parts by the value of the split, and its name."""

    parts: dict[Any, Parts] = field(default_factory=dict)
    name: str = ""


Groups = dict[Any, Group]


@dataclass(frozen=True, slots=True)
class Question:
    """A panel with the rows that it asks, and the day that they speak of."""

    panel: Panel
    asked: RowFilter
    as_of: date
    ignored: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the database must reckon."""
        return all_parts(self.panel.measures)

    def query(self, further: Sequence[Condition] = ()) -> str:
        """Return the query string of the panel's rows that meet further conditions too."""
        return self.asked.query_string(conditions=narrowed(self.asked.conditions, further))


def total_of(question: Question, parts: Sequence[Part]) -> Mapping[Any, Parts]:
    """Return these parts of all rows for each value of the split (None where there is none)."""
    columns = question.asked.columns
    sums = {f"part_{at}": aggregate(part, columns) for at, part in enumerate(parts)}
    rows = question.asked.rows()
    if not question.panel.split:
        found = rows.aggregate(**sums) if sums else {}
        return {None: _read(parts, found)}
    split = grouping.by_value(columns[question.panel.split])
    grouped = rows.annotate(split_key=split).values("split_key").annotate(**sums)
    return {row["split_key"]: _read(parts, row) for row in grouped.order_by("split_key")}


def answer(question: Question, total: Mapping[Any, Parts], groups: Groups) -> PanelAnswer:
    """Return the answer to a panel whose total and groups (none without `by`) are known."""
    splits = tuple(total) or (None,)
    by = question.panel.by
    whole = Line(None, _together(question, splits, total), question.query())
    if by is None:
        return PanelAnswer(splits, (), None, whole, question.ignored)
    shown = _shown(question, by, groups)
    left_out = bool(groups.keys() - set(shown))
    return PanelAnswer(
        splits=splits,
        lines=tuple(_lines(question, by, splits, {key: groups.get(key, Group()) for key in shown})),
        rest=_rest(question, by, splits, total, groups, shown) if left_out else None,
        total=whole,
        ignored=question.ignored,
    )


def groups_of(questions: Sequence[Question]) -> Groups:
    """Return the groups that panels with the same rows and the same kind of lines may show.

    Of many values only the greatest are read where one panel alone asks for them.
    """
    question, by = questions[0], questions[0].panel.by
    if by is None:
        return {}
    columns = question.asked.columns
    parts = all_parts(measure for one in questions for measure in one.panel.measures)
    keys = {"line_key": grouping.grouped_by(by, columns, question.as_of)}
    if question.panel.split:
        keys["split_key"] = grouping.by_value(columns[question.panel.split])
    sums = {f"part_{at}": aggregate(part, columns) for at, part in enumerate(parts)}
    found: QuerySet[Any, Any] = question.asked.rows().annotate(**keys).values(*keys)
    found = found.annotate(**sums)
    if isinstance(by, Values) and by.named:
        found = found.annotate(line_name=Max(columns[by.named].attribute))
    if isinstance(by, Values) and len(questions) == 1 and not question.panel.split:
        greatest = F("part_0").desc(nulls_last=True)
        found = found.order_by(greatest, "line_key")[: by.top + 1]
    else:
        found = found.order_by("line_key")
    groups: Groups = {}
    for row in found:
        group = groups.setdefault(row["line_key"], Group())
        group.parts[row.get("split_key")] = _read(parts, row)
        group.name = row.get("line_name") or group.name
    return groups


def _shown(question: Question, by: Dimension, groups: Groups) -> list[Any]:
    """The keys of the lines in their order: the greatest first, or as they were read."""
    if isinstance(by, Values):
        greatest = {key: _greatest(group, question.parts[0]) for key, group in groups.items()}
        filled = [(value, key) for key, value in greatest.items() if value is not None]
        # Groups were read by their keys, and sorting keeps that order among equals.
        ranked = [key for _value, key in sorted(filled, key=itemgetter(0), reverse=True)]
        return [*ranked, *(key for key in groups if greatest[key] is None)][: by.top]
    if not isinstance(by, Periods):
        return list(groups)
    known = [key for key in groups if key]
    return [*(key for key in groups if not key), *grouping.filled(by.each, known)[-by.last :]]


def _greatest(group: Group, part: Part) -> Any:
    """Return the greatest value that a group has in any split; None where it has none."""
    values = [parts[part] for parts in group.parts.values()]
    return max((value for value in values if value is not None), default=None)


def _lines(
    question: Question, by: Dimension, splits: Sequence[Any], groups: Groups
) -> Iterator[Line]:
    for key, group in groups.items():
        conditions = grouping.conditions_of(by, question.asked.columns, key, question.as_of)
        values = _values(question, splits, group.parts)
        yield Line(key, values, question.query(conditions), group.name)


def _rest(
    question: Question,
    by: Dimension,
    splits: Sequence[Any],
    total: Mapping[Any, Parts],
    groups: Groups,
    shown: Sequence[Any],
) -> Line:
    """All that the lines leave out; before the first period there is a query string for it."""
    query = None
    if isinstance(by, Periods):
        first = next(key for key in shown if key)
        before = grouping.days_of(first)[0] - timedelta(days=1)
        column = question.asked.columns[by.column]
        query = question.query(grouping.between(column, None, before))
    rest = {
        split: rest_of(parts, [groups[key].parts.get(split, {}) for key in shown if key in groups])
        for split, parts in total.items()
    }
    return Line(None, _together(question, splits, rest), query)


def _together(
    question: Question, splits: Sequence[Any], parts: Mapping[Any, Parts]
) -> tuple[Any, ...]:
    """The values of many lines; nothing for amounts of which each line has another currency."""
    values = _values(question, splits, parts)
    if question.panel.by is None or question.panel.by.column != question.asked.dataset.currency:
        return values
    mixed = [isinstance(one, Sum) and not one.unit for one in question.panel.measures]
    return tuple(None if mixed[at % len(mixed)] else value for at, value in enumerate(values))


def _values(
    question: Question, splits: Sequence[Any], parts: Mapping[Any, Parts]
) -> tuple[Any, ...]:
    return tuple(
        _latest(question, measure)
        if isinstance(measure, Latest)
        else value_of(measure, parts.get(split, {}))
        for split in splits
        for measure in question.panel.measures
    )


def _latest(question: Question, measure: Latest) -> Any:
    columns = question.asked.columns
    along, wanted = columns[measure.along].attribute, columns[measure.column].attribute
    rows = question.asked.rows().filter(**{f"{along}__isnull": False}).order_by(f"-{along}", "-pk")
    return rows.values_list(wanted, flat=True).first()


def _read(parts: Sequence[Part], row: Mapping[str, Any]) -> Parts:
    return {part: row[f"part_{at}"] for at, part in enumerate(parts)}
