"""Noticing every edit of a schedule, whoever made it: page, admin, or a bare SQL UPDATE.

Triggers write down which schedule was touched. They are taken away before migrations and made
again after them. What the scheduler itself writes (last run,
count, account) is no edit.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
)

from tasks_admin.models import CalendarDay, ScheduleChange, SchedulePlan

PREFIX = "schedule_change_of"
OWN_WRITES = {
    PeriodicTask: ("last_run_at", "total_run_count", "date_changed"),
    SchedulePlan: ("since", "fingerprint", "next_at"),
}
"""Columns that are no matter of the promise."""

OF_SCHEDULES = f" FROM {PeriodicTask._meta.db_table} WHERE "
OF_PLANS = f" FROM {SchedulePlan._meta.db_table} WHERE "
TOUCHED = {
    PeriodicTask: ("{row}.id", ""),
    SchedulePlan: ("{row}.schedule_id", ""),
    CrontabSchedule: ("id", OF_SCHEDULES + "crontab_id = {row}.id"),
    IntervalSchedule: ("id", OF_SCHEDULES + "interval_id = {row}.id"),
    ClockedSchedule: ("id", OF_SCHEDULES + "clocked_id = {row}.id"),
    CalendarDay: ("schedule_id", OF_PLANS + "calendar IN ({row}.calendar, {before}.calendar)"),
}
"""For a row of each table, which schedules it concerns, and where to look for them."""

NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "mysql": "UTC_TIMESTAMP(6)"}
EVENTS = {"INSERT": ("NEW", "NEW"), "UPDATE": ("NEW", "OLD"), "DELETE": ("OLD", "OLD")}
"""What a trigger calls the row, and the row as it was before."""
UNCOMMITTED = timedelta(minutes=1)
"""So much later than its number an edit may still come to light."""
REMEMBERED = timedelta(days=1)
FORGOTTEN_AT_ONCE = 1_000


class Edits:
    """The edits since its making, each told once.

    Numbers are given when a row is written and seen when its transaction commits, so a lower one
    may follow a higher one: those of the last minute are counted again each time, and read again
    where there are more or fewer than before.
    """

    def __init__(self, now: datetime) -> None:
        old = ScheduleChange.objects.filter(at__lt=now - UNCOMMITTED)
        self.floor: int = old.aggregate(last=Max("id"))["last"] or 0
        self.told: dict[int, datetime] = {}
        self.fresh(now)

    def fresh(self, now: datetime) -> set[int]:
        """Return the schedules that were edited and not told of yet."""
        self._raise_floor(now)
        edits = ScheduleChange.objects.filter(id__gt=self.floor)
        if edits.count() == len(self.told):
            return set()
        rows = list(edits.order_by("id").values_list("id", "schedule_id", "at"))
        found = {schedule_id for number, schedule_id, _ in rows if number not in self.told}
        self.told = {number: at for number, _, at in rows}
        return found

    def _raise_floor(self, now: datetime) -> None:
        """Leave behind what is too old to be followed by a lower number."""
        settled = (number for number, at in self.told.items() if at < now - UNCOMMITTED)
        self.floor = max(settled, default=self.floor)
        self.told = {number: at for number, at in self.told.items() if number > self.floor}


def edited_at(schedule_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each of the schedules was last edited, as far as that is still known."""
    edits = ScheduleChange.objects.filter(schedule_id__in=schedule_ids)
    return dict(edits.values_list("schedule_id").annotate(Max("at")))


def forget(now: datetime) -> None:
    """Remove edits older than a day, some at a time: every scheduler has long taken them in."""
    old = ScheduleChange.objects.filter(at__lt=now - REMEMBERED).order_by("at")
    if ids := list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        ScheduleChange.objects.filter(pk__in=ids).delete()


def install(using: str = "default", plan: Sequence[tuple[Any, bool]] = (), **_: Any) -> None:
    """Make the triggers that are missing; databases other than SQLite and MariaDB have none.

    After migrations that were taken back there are none: tables and columns of theirs are gone.
    """
    connection = connections[using]
    if connection.vendor not in NOW or any(backwards for _, backwards in plan):
        return
    present = _present(connection)
    with connection.cursor() as cursor:
        for name, sql in _triggers(connection.vendor).items():
            if name not in present:
                cursor.execute(sql)


def remove(using: str = "default", plan: Sequence[Any] = (), **_: Any) -> None:
    """Take the triggers away before migrations that will be applied; `install` makes them anew.

    A trigger keeps the columns that its table had when it was made, and SQLite refuses to replace
    a table that one of them names.
    """
    connection = connections[using]
    if not plan or connection.vendor not in NOW:
        return
    present = _present(connection)
    with connection.cursor() as cursor:
        for name in present:
            cursor.execute(f"DROP TRIGGER {name}")


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    """The triggers of ours that the database has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT trigger_name FROM information_schema.triggers "
            "WHERE trigger_schema = DATABASE()"
        )
        return {row[0] for row in cursor.fetchall() if row[0].startswith(PREFIX)}


def _triggers(vendor: str) -> dict[str, str]:
    """The statement that makes each trigger, by the trigger's name."""
    return {
        name: _trigger(vendor, name, model, event)
        for model in TOUCHED
        for event in EVENTS
        if model is not SchedulePlan or event == "UPDATE"  # it comes and goes with its schedule
        for name in (f"{PREFIX}_{model._meta.model_name}_{event.lower()}",)
    }


def _trigger(vendor: str, name: str, model: type[Any], event: str) -> str:
    row, before = EVENTS[event]
    touched, source = (part.format(row=row, before=before) for part in TOUCHED[model])
    columns = [
        field.column
        for field in model._meta.concrete_fields
        if field.name not in OWN_WRITES.get(model, ())
    ]
    deed = (
        f"INSERT INTO {ScheduleChange._meta.db_table} (schedule_id, at) "
        f"SELECT {touched}, {NOW[vendor]}{source}"
    )
    when = f"AFTER {event}"
    if event == "UPDATE" and vendor == "sqlite":
        when += f" OF {', '.join(columns)}"
    elif event == "UPDATE":
        same = " AND ".join(f"NEW.{column} <=> OLD.{column}" for column in columns)
        deed = f"IF NOT ({same}) THEN {deed}; END IF"
    return f"CREATE TRIGGER {name} {when} ON {model._meta.db_table} FOR EACH ROW BEGIN {deed}; END"
