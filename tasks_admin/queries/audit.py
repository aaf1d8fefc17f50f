"""Who did what: filtered, newest first, paged by place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tasks_admin.models import AuditEntry
from tasks_admin.queries.address_filter import AddressFilter
from tasks_admin.queries.keyset import Order, Row, take
from tasks_admin.queries.local_days import read_day, start_of
from tasks_admin.queries.run_rows import title_of

PAGE_SIZE = 50
NEWEST_FIRST = Order("at", descending=True)
COLUMNS = ["at", "username", "action", "subject", "subject_id", "details"]


@dataclass(frozen=True, slots=True)
class AuditFilter(AddressFilter):
    """Which deeds the reader asked to see.

    `subject` is a task or a kind of thing, `subject_id` the one run or thing.
    """

    user: str = ""
    action: str = ""
    subject: str = ""
    subject_id: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "AuditFilter":
        """Read the filter from an address's parameters; an unknown action is dropped."""
        read = cls.texts(given)
        return read if read.action in AuditEntry.Action.values else replace(read, action="")

    def apply(self) -> QuerySet[AuditEntry]:
        """Return the entries that fit."""
        exact = {
            "username": self.user,
            "action": self.action,
            "subject": self.subject,
            "subject_id": self.subject_id,
        }
        entries = AuditEntry.objects.filter(**{name: one for name, one in exact.items() if one})
        if since := read_day(self.since):
            entries = entries.filter(at__gte=start_of(since))
        if until := read_day(self.until):
            entries = entries.filter(at__lt=start_of(until, shift=1))
        return entries


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One deed as a line of a list; `title` is the task's where the subject is one."""

    id: int
    at: datetime
    username: str
    action: str
    label: str
    subject: str
    title: str
    subject_id: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries, and the ids from which to go on to newer and older ones."""

    rows: list[AuditRow]
    newer: int | None = None
    older: int | None = None


def page(chosen: AuditFilter, cursor: Mapping[str, str], *, size: int = PAGE_SIZE) -> AuditPage:
    """Return the entries before or after the id in `cursor` (`older=`, `newer=`), else the newest.

    An id that is none is ignored.
    """
    if newer := _place(cursor.get("newer", "")):
        found = take(chosen.apply(), NEWEST_FIRST.reversed, newer, size + 1, COLUMNS)
        shown = [_row(one) for one in found[:size]][::-1]
        return _page(shown, has_newer=len(found) > size, has_older=True)
    older = _place(cursor.get("older", ""))
    found = take(chosen.apply(), NEWEST_FIRST, older, size + 1, COLUMNS)
    shown = [_row(one) for one in found[:size]]
    return _page(shown, has_newer=older is not None, has_older=len(found) > size)


def _page(rows: list[AuditRow], *, has_newer: bool, has_older: bool) -> AuditPage:
    if not rows:
        return AuditPage([])
    return AuditPage(rows, rows[0].id if has_newer else None, rows[-1].id if has_older else None)


def _place(text: str) -> tuple[datetime, int] | None:
    """The place of the entry that the text names."""
    known = AuditEntry.objects.filter(pk=int(text)) if text.isdecimal() else None
    return known.values_list("at", "pk").first() if known is not None else None


def _row(entry: Row) -> AuditRow:
    return AuditRow(
        label=str(AuditEntry.Action(entry["action"]).label),
        title=title_of(entry["subject"]),
        **entry,
    )
