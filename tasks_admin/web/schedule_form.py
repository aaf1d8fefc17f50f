"""The form of a schedule: what is stored or was typed, field by field, with what is wrong there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from background import TaskSpec
from background.errors import FieldError
from background.fields import Kind
from tasks_admin.models import AlertEvent
from tasks_admin.models.alert import OF_SCHEDULES
from tasks_admin.planning.cron import FIELDS
from tasks_admin.queries.previews import words_of
from tasks_admin.queries.snapshots import Snapshot
from tasks_admin.web.param_form import CONFIRMED, ParamForm, raw_values
from tasks_admin.wording import say

TEXTS: tuple[str, ...] = (
    "name", "zone", "every", "period", "at", "start", "end", "day_rule", "calendar", "nth",
    "overlap", "misfire", "grace", "owner", "note", "notify_emails", "queue", "priority",
)  # fmt: skip
FLAGS = ("enabled", "one_off")
NOTIFY, EMAILS = "notify", "notify_emails"
MOMENTS = ("at", "start", "end")
KIND = "kind"
KINDS = {"cron": (*FIELDS, "cron", "zone"), "every": ("every", "period"), "at": ("at",)}
"""The fields of each kind of rule."""
EMPTY = "!"
"""Stands for an empty field of a crontab, so that it is refused at its own place."""
PARAMS = "params."
PLACES = {"grace_seconds": "grace"}

PERIODS = (
    ("days", _("Days")),
    ("hours", _("Hours")),
    ("minutes", _("Minutes")),
    ("seconds", _("Seconds")),
)
PRESETS = {
    "hourly": (_("Every hour"), "0 * * * *"),
    "daily": (_("Every day at 07:00"), "0 7 * * *"),
    "twice": (_("At 07:00 and 18:00"), "0 7,18 * * *"),
    "weekdays": (_("Monday to Friday at 07:00"), "0 7 * * 1-5"),
    "weekly": (_("Mondays at 07:00"), "0 7 * * 1"),
    "monthly": (_("The 1st of the month at 07:00"), "0 7 1 * *"),
}


@dataclass(frozen=True)
class Entry:
    """One field: its name and id, what stands in it, and what is wrong with that."""

    name: str
    value: str
    error: str = ""


@dataclass(frozen=True)
class ScheduleForm:
    """The fields by name, the parameters, and the sentence about the whole."""

    entries: dict[str, Entry]
    kind: str
    flags: dict[str, bool]
    alerts: dict[AlertEvent, bool]
    params: ParamForm
    error: str = ""


def drawn(spec: TaskSpec, stored: Snapshot, *, now: datetime) -> ScheduleForm:
    """Return the form of a stored schedule, or of the beginnings of one."""
    given = words_of(spec) | stored["params"]
    cron = (stored["cron"] or " ".join("*" * len(FIELDS))).split()
    values = {name: _text(stored.get(name)) for name in TEXTS}
    values |= dict(zip(FIELDS, cron, strict=False))
    values |= {name: _local(stored[name]) for name in MOMENTS}
    values[EMAILS] = "\n".join(stored[EMAILS])
    values["grace"] = f"{stored['grace_seconds'] / 60:g}"
    kind = "at" if stored["at"] else "every" if stored["every"] else "cron"
    return ScheduleForm(
        entries={name: Entry(name, value) for name, value in values.items()},
        kind=kind,
        flags={name: stored[name] for name in FLAGS},
        alerts=_alerts(stored[NOTIFY]),
        params=ParamForm.blank(spec, now=now, given=given).for_schedule(),
    )


def typed(
    spec: TaskSpec, posted: QueryDict, errors: Iterable[FieldError] = (), *, now: datetime
) -> ScheduleForm:
    """Return the form as it was sent, each judgement at its field."""
    sentences: dict[str, list[str]] = {}
    of_params: list[FieldError] = []
    for one in errors:
        if one.name.startswith(PARAMS):
            name = one.name.removeprefix(PARAMS)
            of_params.append(FieldError(name, one.message, one.fields))
        else:
            name = one.name.partition(".")[0]
            name = PLACES.get(name, name)
            sentences.setdefault(name, []).append(say(one.message, one.fields))
    entries = {
        name: Entry(name, posted.get(name, ""), " ".join(sentences.pop(name, [])))
        for name in (*FIELDS, *TEXTS)
    }
    return ScheduleForm(
        entries=entries,
        kind=posted.get(KIND, "cron"),
        flags={name: name in posted for name in FLAGS},
        alerts=_alerts(posted.getlist(NOTIFY)),
        params=ParamForm.refused(spec, posted, of_params, now=now).for_schedule(),
        error=" ".join(one for about in sentences.values() for one in about),
    )


def preset(posted: QueryDict, name: str) -> QueryDict:
    """Return what was sent with the crontab of a preset in its fields; unknown ones change none."""
    changed = posted.copy()
    if name in PRESETS:
        for field, value in zip(FIELDS, PRESETS[name][1].split(), strict=True):
            changed[field] = value
        changed[KIND] = "cron"
    return changed


def raw_draft(
    spec: TaskSpec, posted: QueryDict, stored: Mapping[str, Any], *, now: datetime
) -> dict[str, Any]:
    """Return what was sent as a draft, unjudged; of a rule only the fields of the chosen kind.

    A secret that was left empty stays as it is stored.
    """
    kind = posted.get(KIND, "cron")
    others = {name for fields in KINDS.values() for name in fields} - {*KINDS.get(kind, ())}
    texts = {name: posted.get(name, "").strip() for name in TEXTS if name not in others}
    raw: dict[str, Any] = {name: value for name, value in texts.items() if value}
    raw |= {name: _moment(raw[name]) for name in MOMENTS if name in raw}
    raw.pop("grace", None)
    if texts["grace"]:
        raw["grace_seconds"] = _seconds(texts["grace"])
    if kind == "cron":
        fields = ("".join(posted.get(name, "").split()) or EMPTY for name in FIELDS)
        raw["cron"] = " ".join(fields)
        raw.setdefault("zone", settings.TIME_ZONE)
    raw |= {name: name in posted for name in FLAGS}
    raw[CONFIRMED] = CONFIRMED in posted
    raw |= {NOTIFY: posted.getlist(NOTIFY), EMAILS: texts[EMAILS].split()}
    params = _kept_secrets(spec, stored, now) | raw_values(spec, posted, now=now)
    return raw | {"task": spec.name, "params": params}


def _kept_secrets(spec: TaskSpec, stored: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Secrets are never sent to the browser: an empty field leaves the stored one."""
    names = [field.name for field in spec.fields(now) if field.kind is Kind.SECRET]
    known = stored.get("params", {})
    return {name: known[name] for name in names if name in known}


def _alerts(chosen: Collection[str]) -> dict[AlertEvent, bool]:
    """The alerts that a schedule may have, and whether it has them."""
    return {event: event in chosen for event in OF_SCHEDULES}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _local(moment: str | None) -> str:
    """A stored moment as the browser's field wants it, in the reader's zone."""
    if not moment:
        return ""
    return f"{timezone.localtime(datetime.fromisoformat(moment)):%Y-%m-%dT%H:%M}"


def _moment(text: str) -> str:
    """A moment from the browser's field, which has no zone; what is none is judged later."""
    try:
        local = parse_datetime(text)
    except ValueError:
        local = None
    if local is None or timezone.is_aware(local):
        return text
    return timezone.make_aware(local).isoformat()


def _seconds(minutes: str) -> Any:
    try:
        seconds = Decimal(minutes) * 60
        return int(seconds) if seconds == int(seconds) else minutes
    except (InvalidOperation, ValueError, OverflowError):
        return minutes
