"""Schedules in words: their fields, and what an edit has changed."""

from collections.abc import Iterator
from typing import Any

from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from background import TaskSpec, registry
from tasks_admin.models import AlertEvent, BusinessCalendar, DayRule, Misfire, Overlap
from tasks_admin.queries.snapshots import Snapshot
from tasks_admin.web.parameters import Change, title_of, words_of
from tasks_admin.web.presenting import duration, rhythm
from tasks_admin.web.schedule_form import PERIODS
from tasks_admin.wording import NOTHING, in_words

LABELS: dict[str, Promise] = {
    "name": _("Name"),
    "task": _("Task"),
    "cron": _("Crontab"),
    "zone": _("Time zone"),
    "every": _("Interval"),
    "period": _("Unit"),
    "at": _("Moment"),
    "start": _("Not before"),
    "end": _("Not after"),
    "one_off": _("Switch off after one run"),
    "overlap": _("If the earlier run still works"),
    "misfire": _("Moments that nobody kept"),
    "grace_seconds": _("Grace"),
    "day_rule": _("Days"),
    "calendar": _("Calendar"),
    "nth": _("Which business day"),
    "enabled": _("Switched on"),
    "owner": _("Owner"),
    "note": _("Note"),
    "notify": _("Alerts about"),
    "notify_emails": _("Told by e-mail"),
    "queue": _("Queue"),
    "priority": _("Priority"),
    "args": _("Positional values"),
}
CHOICES: dict[str, Any] = {
    "overlap": Overlap,
    "misfire": Misfire,
    "day_rule": DayRule,
    "calendar": BusinessCalendar,
    "notify": AlertEvent,
}


def changes(before: Snapshot | None, after: Snapshot) -> list[Change]:
    """Return what is different, in words; of a new schedule, all that is not empty.

    What the console did not know of a schedule then is no difference.
    """
    return [*_of_fields(before or {}, after), *_of_params(before or {}, after)]


def _of_fields(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    for name, label in LABELS.items():
        if before and name not in before:
            continue
        then, now = (
            _words(name, one) if one.get(name) is not None else NOTHING for one in (before, after)
        )
        if then != now:
            yield Change(str(label), name, then, now)


def _of_params(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    task = after.get("task", "")
    spec: TaskSpec | None = registry.get(task) if task in registry else None
    then, now = before.get("params", {}), after.get("params", {})
    for name in {**then, **now}:
        if then.get(name) != now.get(name):
            old, new = (words_of(one.get(name), name, spec) for one in (then, now))
            yield Change(title_of(name, spec), name, old, new)


def _words(name: str, given: Snapshot) -> str:
    value = given[name]
    if name in CHOICES:
        chosen = value if isinstance(value, list) else filter(None, [value])
        return ", ".join(str(CHOICES[name](one).label) for one in chosen) or NOTHING
    if name == "cron" and value:
        return f"{value} ({rhythm(value, None)})"
    if name == "grace_seconds":
        return duration(value)
    if name == "period":
        return str(dict(PERIODS).get(value, value)) if given.get("every") else NOTHING
    if name == "zone":
        return value if given.get("cron") else NOTHING
    if name == "nth" and given.get("day_rule") != DayRule.NTH:
        return NOTHING
    if name in ("at", "start", "end") and (moment := parse_datetime(str(value))):
        return formats.date_format(timezone.localtime(moment), "D j M Y H:i")
    return in_words(value) if value not in ("", []) and (value or name != "one_off") else NOTHING


def how(edit: Any) -> str:
    """Return what sort of edit it was."""
    if edit.is_own_end:
        return gettext("Switched itself off after its one run")
    if not edit.is_known:
        return gettext("Changed outside the console")
    if edit.before is None:
        return gettext("Made")
    return gettext("Taken back") if edit.reverts else gettext("Changed")
