"""The lines and columns of a board's panels in words, for pages and programs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext

from background import Kind
from background.boards import Ages, Dimension, Panel, Period, Periods, Values
from tasks_admin.queries.boards.answers import Line, PanelAnswer
from tasks_admin.queries.boards.grouping import days_of
from tasks_admin.queries.boards.measuring import share_of
from tasks_admin.wording import day, say


@dataclass(frozen=True, slots=True)
class Head:
    """One column of a panel: its measure, and the value of the split that it is for."""

    label: str
    split: str
    unit: str
    kind: str

    @property
    def title(self) -> str:
        """Its name with the value of the split."""
        return f"{self.label} · {self.split}" if self.split else self.label


def heads_of(panel: Panel, answer: PanelAnswer) -> list[Head]:
    """Return the columns of a panel: its measures for each value of its split."""
    heads = []
    for split in answer.splits:
        word = split_of(panel, split)
        own = [Head(say(one.label), word, one.unit, one.kind) for one in panel.measures]
        share = [Head(gettext("Share"), word, "", Kind.SHARE)] if panel.share else []
        heads += [own[0], *share, *own[1:]]
    return heads


def with_shares(panel: Panel, answer: PanelAnswer, line: Line) -> list[Any]:
    """Return the values of a line, that of the first measure followed by its part of the whole."""
    if not panel.share:
        return list(line.values)
    values, each = [], len(panel.measures)
    for at in range(0, len(line.values), each):
        first, *others = line.values[at : at + each]
        values += [first, share_of(first, answer.total.values[at]), *others]
    return values


def name_of(by: Dimension | None, line: Line) -> str:
    """Return what the value of a line is called, if it has a name."""
    label = by.labels.get(line.key, "") if isinstance(by, Values) else ""
    return line.name or say(label)


def label_of(by: Dimension | None, key: Any) -> str:
    """Return what a line is called: its period, its span of ages, or its value."""
    if key is None or key == "":
        return gettext("(empty)")
    if isinstance(by, Periods):
        return period(key, by.each)
    return age(by, key) if isinstance(by, Ages) else value_of(key)


def period(key: str, each: Period) -> str:
    """Return a period in words, such as "Feb 2024"."""
    first, _last = days_of(key)
    if each is Period.YEAR:
        return key
    return day(first) if each is Period.DAY else formats.date_format(first, "M Y")


def age(by: Ages, key: int) -> str:
    """Return a span of ages in words, such as "31 to 60"."""
    if key == 0 and by.first:
        return say(by.first)
    if key == 0:
        return gettext("up to {last}").format(last=by.edges[0])
    first = by.edges[key - 1] + 1
    if key == len(by.edges):
        return gettext("{first} and more").format(first=first)
    last = by.edges[key]
    return gettext("{first} to {last}").format(first=first, last=last)


def split_of(panel: Panel, split: Any) -> str:
    """Return what a value of the panel's split is called; empty where it has none."""
    if not panel.split:
        return ""
    return say(panel.split_labels.get(split, "")) or value_of(split)


def value_of(key: Any) -> str:
    """Return a value of a column in words."""
    if key is None or key == "":
        return gettext("(empty)")
    if isinstance(key, bool):
        return gettext("yes") if key else gettext("no")
    return day(key) if isinstance(key, date) and not isinstance(key, datetime) else str(key)
