"""Deeds of the audit as readers see them: how each looks, where it leads, what it says."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from background import registry
from tasks_admin.models import AuditEntry
from tasks_admin.queries.audit import AuditRow
from tasks_admin.queries.snapshots import SUBJECT as SCHEDULE
from tasks_admin.web import schedule_words
from tasks_admin.wording import in_words

WEBHOOK = "tasks_admin.webhook"
Action = AuditEntry.Action
ICONS: dict[str, str] = {
    Action.LAUNCHED: "player-play",
    Action.CANCELLED: "player-stop",
    Action.TERMINATED: "ban",
    Action.RETRIED: "repeat",
    Action.KEPT: "lock",
    Action.RELEASED: "circle-minus",
    Action.PAUSED: "clock-pause",
    Action.RESUMED: "player-play",
    Action.RESET: "refresh",
    Action.CHANGED: "adjustments",
    Action.REMOVED: "x",
    Action.EXPORTED: "download",
    Action.FIXED: "check",
    Action.IGNORED: "ban",
    Action.REOPENED: "refresh",
    Action.ACKNOWLEDGED: "check",
    Action.SIGNED_IN: "login",
    Action.REFUSED: "alert-triangle",
}
SUBJECT_LABELS: dict[str, Promise] = {
    "session": _("Sign-in"),
    "audit": _("Audit"),
    "ledger": _("Ledger of schedules"),
    "all schedules": _("All schedules"),
    "breaker": _("Circuit breaker"),
    "django_celery_beat.periodictask": _("Schedule"),
    "django_celery_beat.crontabschedule": _("Crontab"),
    "django_celery_beat.intervalschedule": _("Interval"),
    "django_celery_beat.clockedschedule": _("Moment"),
    "django_celery_beat.solarschedule": _("Solar event"),
    "alert": _("Alert"),
    "tasks_admin.calendarday": _("Day of a calendar"),
    WEBHOOK: _("Webhook"),
    "api_token": _("API token"),
    "auth.user": _("User"),
    "auth.group": _("Group"),
}
DETAIL_LABELS: dict[str, Promise] = {
    "alert": _("alert"),
    "alerts": _("alerts"),
    "address": _("address"),
    "added": _("new"),
    "changes": _("changes"),
    "deed": _("what was done"),
    "event": _("event"),
    "dry_run": _("dry run"),
    "form": _("as"),
    "name": _("name"),
    "note": _("note"),
    "reason": _("reason"),
    "revert_of": _("takes back entry"),
    "source": _("source"),
    "query": _("filter"),
    "rows": _("rows"),
    "rule": _("rule"),
    "run": _("new run"),
    "runs": _("runs"),
    "until": _("until"),
}


FIELD_LABELS = schedule_words.LABELS | {
    "params": _("Parameters"),
    "url": _("Address"),
    "events": _("Told when"),
    "tasks": _("Of which tasks"),
    "is_enabled": _("On or off"),
}
DEED_LABELS: dict[object, Promise] = {
    "tested": _("a test was sent"),
    "sent again": _("a message was sent again"),
    "new secret": _("a new secret was made"),
    "issued": _("made"),
    "revoked": _("revoked"),
}
STATES = ("before", "after")
"""What a schedule was: told in words on the page of its edits."""


def icon_of(action: str) -> str:
    """Return the shape of a deed."""
    return ICONS.get(action, "help-circle")


def subject_of(row: AuditRow) -> str:
    """Return what a deed was done to, to be translated where it is the title of a task."""
    return str(SUBJECT_LABELS.get(row.subject, row.title))


def address_of(row: AuditRow) -> str:
    """Return where the thing is shown; nothing for what has no page."""
    if row.subject in registry.datasets():
        return reverse("tasks_admin:dataset", args=[row.subject])
    if row.subject == SCHEDULE and row.subject_id.isdecimal():
        return reverse("tasks_admin:schedule-history", args=[int(row.subject_id)])
    if row.subject == WEBHOOK and row.action != Action.REMOVED:
        return reverse("tasks_admin:webhook", args=[int(row.subject_id)])
    try:
        return reverse("tasks_admin:run", args=[UUID(row.subject_id)])
    except ValueError:
        return ""


def details_of(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the particulars of a deed as label and value; those that say nothing are left out."""
    return [
        (str(DETAIL_LABELS.get(name, name)), _value(name, value))
        for name, value in details.items()
        if value not in (None, "", []) and name not in STATES
    ]


def _value(name: str, value: Any) -> str:
    """A particular in words; the fields of a schedule by their labels."""
    if name == "changes" and isinstance(value, list):
        return ", ".join(str(FIELD_LABELS.get(str(one), in_words(one))) for one in value)
    return str(DEED_LABELS.get(value, value)) if name == "deed" else in_words(value)
