"""A schedule as plain values: what its draft would say, and what its history compares."""

import hashlib
import json
from datetime import UTC, datetime
from math import ceil
from typing import Any

from django_celery_beat.models import PeriodicTask

from background.errors import TaskError
from tasks_admin.models import AlertPolicy, SchedulePlan
from tasks_admin.models.alert import OF_SCHEDULES
from tasks_admin.planning.cron import FIELDS
from tasks_admin.queries.scheduled_values import positional_values, scheduled_values

SUBJECT = "django_celery_beat.periodictask"
"""What the audit calls a schedule."""
Snapshot = dict[str, Any]
MICROSECONDS = "microseconds"
UNREADABLE = "?"
RELATED = ("crontab", "interval", "clocked", "plan", "plan__owner", "alert_policy")
POLICIES = ("overlap", "misfire", "grace_seconds", "calendar", "day_rule", "nth")
PLAIN = SchedulePlan()
"""The policies of a schedule that no scheduler has taken over yet."""

NEW: Snapshot = {
    "name": "", "task": "", "params": {}, "args": [],
    "cron": "0 7 * * *", "zone": "UTC", "every": None, "period": "minutes", "at": None,
    "start": None, "end": None, "one_off": False,
    **{name: getattr(PLAIN, name) for name in POLICIES},
    "enabled": True, "owner": "", "note": "",
    "notify": [event.value for event in OF_SCHEDULES], "notify_emails": [],
    "queue": "", "priority": None,
}  # fmt: skip
"""What a form of a new schedule begins with."""


def snapshot(schedule: PeriodicTask) -> Snapshot:
    """Return the schedule as a draft gives it, in JSON values; unfit ones as they stand."""
    plan: SchedulePlan | None = getattr(schedule, "plan", None)
    owner = plan.owner if plan else None
    alerts: AlertPolicy | None = getattr(schedule, "alert_policy", None)
    return {
        "name": schedule.name,
        "task": schedule.task,
        **_values(schedule),
        **rule_values(schedule),
        "start": _text(schedule.start_time),
        "end": _text(schedule.expires),
        "one_off": schedule.one_off,
        **{name: getattr(plan or PLAIN, name) for name in POLICIES},
        "enabled": schedule.enabled,
        "owner": owner.get_username() if owner else "",
        "note": schedule.description,
        "notify": alerts.events if alerts else NEW["notify"],
        "notify_emails": alerts.emails if alerts else [],
        "queue": schedule.queue or "",
        "priority": schedule.priority,
    }


def digest(stored: Snapshot) -> str:
    """Return a short text that differs when the schedule does."""
    text = json.dumps(stored, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _values(schedule: PeriodicTask) -> Snapshot:
    try:
        params = scheduled_values(schedule.task, schedule.args, schedule.kwargs)
        return {"params": params, "args": positional_values(schedule)}
    except TaskError:
        return {"params": {UNREADABLE: f"{schedule.args} {schedule.kwargs}"}, "args": []}


def rule_values(schedule: PeriodicTask) -> Snapshot:
    """Return what a timing says of the schedule's rule, in JSON values."""
    rule: Snapshot = {"cron": "", "zone": "UTC", "every": None, "period": "minutes", "at": None}
    if schedule.crontab:
        rule["cron"] = " ".join(
            str(getattr(schedule.crontab, name)).replace(" ", "") or "*" for name in FIELDS
        )
        rule["zone"] = str(schedule.crontab.timezone)
    elif schedule.interval:
        rule["every"], rule["period"] = schedule.interval.every, schedule.interval.period
        if rule["period"] == MICROSECONDS:
            rule["every"], rule["period"] = ceil(rule["every"] / 1_000_000), "seconds"
    elif schedule.clocked:
        rule["at"] = _text(schedule.clocked.clocked_time)
    return rule


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
