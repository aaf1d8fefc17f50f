"""Pages of runs by key: each goes on from the last id seen, so none costs more than the first."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from background import registry
from tasks_admin.models import Run
from tasks_admin.queries.run_filter import TAB_LABELS, TABS, RunFilter
from tasks_admin.queries.run_rows import COLUMNS, RunRow, rows

PAGE_SIZE = 50
COUNTED = 1_000
"""Nobody reads more than "more than 1,000" on a tab, and counting all would take seconds."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One status tab; `count` is None for one that counts nothing."""

    name: str
    label: str
    count: int | None
    is_here: bool
    query_string: str

    @property
    def has_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count is not None and self.count > COUNTED


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some runs, and the ids from which to go on to newer and older ones."""

    rows: list[RunRow]
    newer: UUID | None
    older: UUID | None


@dataclass(frozen=True, slots=True)
class RunCut:
    """Some runs as they are stored, and the ids from which to go on."""

    runs: list[Run]
    newer: UUID | None
    older: UUID | None


def page(chosen: RunFilter, cursor: Mapping[str, str], *, size: int = PAGE_SIZE) -> RunPage:
    """Return the runs before or after the id in `cursor` (`older=` or `newer=`), else the newest.

    An id that is none is ignored.
    """
    cut = cut_of(chosen, _id(cursor.get("older", "")), _id(cursor.get("newer", "")), size=size)
    return RunPage(rows(cut.runs), cut.newer, cut.older)


def cut_of(chosen: RunFilter, older: UUID | None, newer: UUID | None, *, size: int) -> RunCut:
    """Return the runs before the id `older` or after the id `newer`, else the newest."""
    if newer:
        found = _merged(chosen, Q(pk__gt=newer), size + 1, newest_first=False)
        shown = found[:size][::-1]
        return RunCut(shown, _end(shown[:1], len(found) > size), _end(shown[-1:], True))
    found = _merged(chosen, Q(pk__lt=older) if older else Q(), size + 1)
    shown = found[:size]
    return RunCut(shown, _end(shown[:1], older is not None), _end(shown[-1:], len(found) > size))


def _merged(chosen: RunFilter, where: Q, limit: int, *, newest_first: bool = True) -> list[Run]:
    """Return the first runs by id: one query for each status of the tab, each in index order.

    One query for several statuses at once would make the database sort them, or read on and on.
    """
    runs = chosen.apply().filter(where).only(*COLUMNS)
    ordered = runs if newest_first else runs.reverse()
    each = [ordered.filter(status=status) for status in chosen.statuses] or [ordered]
    found = [run for one in each for run in one[:limit]]
    return sorted(found, key=lambda run: run.pk, reverse=newest_first)[:limit]


def tabs(chosen: RunFilter) -> list[Tab]:
    """Return the status tabs, each with how many runs of the same filter it has, up to a limit.

    While a text is looked for nothing is counted: that would be one more search for each tab.
    """
    return [
        Tab(
            name=name,
            label=str(label),
            count=_count(chosen, name) if name and not chosen.text else None,
            is_here=name == chosen.tab,
            query_string=chosen.query_string(tab=name),
        )
        for name, label in TAB_LABELS.items()
    ]


def task_choices() -> list[tuple[str, str]]:
    """Return the tasks that a list can be narrowed to, with their titles."""
    return [(spec.name, spec.title) for spec in registry]


def _count(chosen: RunFilter, tab: str) -> int:
    runs = chosen.apply().filter(status__in=TABS[tab])
    return runs.order_by()[: COUNTED + 1].count()


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _end(shown: list[Run], goes_on: bool) -> UUID | None:
    return shown[0].pk if shown and goes_on else None
