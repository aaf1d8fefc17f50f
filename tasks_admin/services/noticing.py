"""Noticing every edit of a schedule, whoever made it: page, admin, or a bare SQL UPDATE.

Triggers write down which schedule was touched. They are made again after each migration, for
SQLite loses them when a migration rebuilds a table. What the scheduler itself writes (last run,
count, account) is no edit.
"""

from typing import Any

from django.db import connections
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
)

from tasks_admin.models import ScheduleChange, SchedulePlan

PREFIX = "schedule_change_of"
OWN_WRITES = {
    PeriodicTask: ("last_run_at", "total_run_count", "date_changed"),
    SchedulePlan: ("since", "fingerprint"),
}
"""Columns that are no matter of the promise."""

OF_SCHEDULES = f" FROM {PeriodicTask._meta.db_table} WHERE "
TOUCHED = {
    PeriodicTask: ("{row}.id", ""),
    SchedulePlan: ("{row}.schedule_id", ""),
    CrontabSchedule: ("id", OF_SCHEDULES + "crontab_id = {row}.id"),
    IntervalSchedule: ("id", OF_SCHEDULES + "interval_id = {row}.id"),
    ClockedSchedule: ("id", OF_SCHEDULES + "clocked_id = {row}.id"),
}
"""For a row of each table, which schedules it concerns, and where to look for them."""

NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "mysql": "UTC_TIMESTAMP(6)"}
EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def install(using: str = "default", **_: Any) -> None:
    """Make the triggers that are missing; databases other than SQLite and MariaDB have none."""
    connection = connections[using]
    if connection.vendor not in NOW:
        return
    wanted = _triggers(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT trigger_name FROM information_schema.triggers "
            "WHERE trigger_schema = DATABASE()"
        )
        present = {row[0] for row in cursor.fetchall()}
        for name, sql in wanted.items():
            if name not in present:
                cursor.execute(sql)


def _triggers(vendor: str) -> dict[str, str]:
    """The statement that makes each trigger, by the trigger's name."""
    return {
        name: _trigger(vendor, name, model, event)
        for model in TOUCHED
        for event in EVENTS
        for name in (f"{PREFIX}_{model._meta.model_name}_{event.lower()}",)
    }


def _trigger(vendor: str, name: str, model: type[Any], event: str) -> str:
    touched, source = (part.format(row=EVENTS[event]) for part in TOUCHED[model])
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
