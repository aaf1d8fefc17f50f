"""What a schedule is to be, judged before it is stored: the one judge of pages, admin and API."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django_celery_beat.models import PeriodicTask
from pydantic import Field

from background import TaskSpec, registry
from background.errors import FieldError, InvalidParams
from background.fields import Field as FormField
from background.fields import Kind
from background.params import read
from background.queues import Queue
from background.relative import as_asked
from tasks_admin.models import BusinessCalendar, DayRule, Misfire, Overlap
from tasks_admin.planning.cron import FIELDS
from tasks_admin.planning.timing import Timing, read_timing
from tasks_admin.queries.promises import SHORTEST_MOVED, TOO_OFTEN
from tasks_admin.services import broker
from tasks_admin.services.notifying import ALL, Addresses, Events
from tasks_admin.services.sealing import open_stored, seal

REASONS = {
    "name": "Another schedule has this name.",
    "file": "A schedule hands over no files: they are kept only as long as a run that has them.",
    "task": "There is no task {task}",
    "owner": "There is no user {user}.",
    "queue": "There is no queue {queue}",
    "calendar": "There is no such calendar.",
    "nth": "Count from the first business day (1, 2 …) or from the last one (-1, -2 …).",
    "any day": "The calendar chooses the day of the month: leave * here.",
    "unconfirmed": "What this task does cannot be undone: confirm that it may happen by schedule.",
    "which calendar": "Choose the calendar whose business days count.",
}
CLEANUP = "celery.backend_cleanup"
"""The one task of Celery's own that is scheduled; its scheduler does so by itself."""


class Draft(Timing):
    """A schedule as people and programs give it.

    `params` are judged by the task's own model; relative days stay relative. `args` are positional
    values, which only a Celery task that is no job may have. `notify` are the alerts that it has.
    `confirmed` is needed where the task is destructive and the schedule on; it is not stored.
    """

    name: Annotated[str, Field(min_length=1, max_length=200)]
    task: Annotated[str, Field(min_length=1, max_length=200)]
    params: dict[str, Any] = {}
    args: list[Any] = []
    one_off: bool = False
    overlap: Overlap = Overlap.SKIP
    misfire: Misfire = Misfire.ONCE
    grace_seconds: Annotated[int, Field(ge=0, le=7 * 86_400)] = 300
    calendar: str = ""
    day_rule: DayRule = DayRule.ANY
    nth: Annotated[int, Field(ge=-23, le=23)] = 1
    enabled: bool = True
    owner: str = ""
    note: Annotated[str, Field(max_length=2_000)] = ""
    notify: Events = ALL  # type: ignore[assignment]
    notify_emails: Addresses = []
    queue: str = ""
    priority: Annotated[int, Field(ge=0, le=9)] | None = None
    confirmed: bool = False


def judge(raw: Mapping[str, Any], *, now: datetime, schedule_id: int | None = None) -> Draft:
    """Return the draft; raises InvalidParams with every fault that the values have.

    Faults of the task's parameters are named `params.<parameter>`, those of a crontab by its
    fields. A crontab that names no zone has the console's. `schedule_id` is the schedule that is
    changed, which may keep its name.
    """
    raw = {**raw, "zone": raw.get("zone") or settings.TIME_ZONE}
    wrong: list[FieldError] = []
    draft = _read(raw, now, wrong)
    _read_timing(raw, draft, now, wrong)
    params = _read_params(raw, now, wrong)
    wrong += _unknown(raw, schedule_id)
    wrong += [*_nth_faults(draft), *_unconfirmed(draft)] if draft else ()
    if wrong or draft is None:
        raise InvalidParams(wrong)
    is_job = draft.task in registry
    return draft.model_copy(
        update={
            "params": params,
            "args": [] if is_job else draft.args,
            "one_off": draft.one_off or draft.at is not None,
        }
    )


def asks(task: str) -> bool:
    """Whether whoever schedules the task has to confirm that."""
    return task in registry and registry.get(task).destructive


def is_file(field: FormField) -> bool:
    """Whether a parameter takes a file, which a schedule cannot hand over."""
    return field.kind is Kind.FILE


def keep(spec: TaskSpec, given: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return the given parameters as a schedule keeps them; raises InvalidParams.

    Judged values in JSON; days and months in words stay in words, and secrets are sealed.
    """
    if kept := [
        field.name for field in spec.fields(now) if is_file(field) and given.get(field.name)
    ]:
        raise InvalidParams(FieldError(name, REASONS["file"]) for name in kept)
    opened = open_stored({name: one for name, one in given.items() if one != ""}, spec.params_model)
    judged = spec.read(opened, now=now)
    words = as_asked(spec.params_model, opened, judged.model_dump(mode="json"))
    sealed = seal(judged)
    return {name: words.get(name, sealed[name]) for name in opened}


def _read(raw: Mapping[str, Any], now: datetime, wrong: list[FieldError]) -> Draft | None:
    try:
        return read(Draft, raw, now=now)
    except InvalidParams as refused:
        # The rule's own faults are told by the timing, more of them at once.
        wrong += [one for one in refused.errors if one.name and one.name not in Timing.model_fields]
        return None


def _read_timing(
    raw: Mapping[str, Any], draft: Draft | None, now: datetime, wrong: list[FieldError]
) -> None:
    """Judge the rule; one that is switched off may have had its last moment already."""
    try:
        read_timing(raw, now=now, must_come=draft is None or draft.enabled)
    except InvalidParams as refused:
        wrong += refused.errors


def _read_params(raw: Mapping[str, Any], now: datetime, wrong: list[FieldError]) -> dict[str, Any]:
    given, task = raw.get("params") or {}, str(raw.get("task") or "")
    if not isinstance(given, Mapping) or task not in registry:
        return dict(given) if isinstance(given, Mapping) else {}
    try:
        return keep(registry.get(task), given, now=now)
    except InvalidParams as refused:
        wrong += [
            FieldError(f"params.{one.name}" if one.name else "params", one.message, one.fields)
            for one in refused.errors
        ]
        return {}


def _unknown(raw: Mapping[str, Any], schedule_id: int | None) -> Iterator[FieldError]:
    """What the draft names and nothing has, and the name that another schedule has."""
    name, task, owner, queue = (
        str(raw.get(one) or "").strip() for one in ("name", "task", "owner", "queue")
    )
    if name and PeriodicTask.objects.filter(name=name).exclude(pk=schedule_id).exists():
        yield FieldError("name", REASONS["name"])
    if task and task not in registry and (_is_canvas(task) or not broker.knows(task)):
        yield FieldError("task", REASONS["task"], {"task": task})
    if owner and not get_user_model().objects.filter(username=owner).exists():
        yield FieldError("owner", REASONS["owner"], {"user": owner})
    if queue and queue not in list(Queue):
        yield FieldError("queue", REASONS["queue"], {"queue": queue})
    yield from day_faults(raw)


def _is_canvas(task: str) -> bool:
    """Whether a task is Celery's own: those launch whatever their values name, with no rights."""
    return task.startswith("celery.") and task != CLEANUP


def day_faults(raw: Mapping[str, Any]) -> Iterator[FieldError]:
    """Yield what is wrong with the calendar that a draft names, or does not name."""
    calendar = str(raw.get("calendar") or "")
    if calendar and calendar not in BusinessCalendar.values:
        yield FieldError("calendar", REASONS["calendar"])
    if raw.get("day_rule") and not calendar:
        yield FieldError("calendar", REASONS["which calendar"])
    every = str(raw.get("every") or "")
    is_short = every.isdecimal() and timedelta(seconds=int(every[:9])) < SHORTEST_MOVED
    if raw.get("day_rule") == DayRule.NEXT and raw.get("period") == "seconds" and is_short:
        yield TOO_OFTEN


def _nth_faults(draft: Draft) -> Iterator[FieldError]:
    """What the nth business day of the month cannot mean together with the rule itself."""
    if draft.day_rule != DayRule.NTH:
        return
    if not draft.nth:
        yield FieldError("nth", REASONS["nth"])
    given = dict(zip(FIELDS, draft.cron.split(), strict=False))
    for name in ("day_of_month", "day_of_week"):
        if given.get(name, "*") != "*":
            yield FieldError(name, REASONS["any day"])


def _unconfirmed(draft: Draft) -> Iterator[FieldError]:
    if draft.enabled and asks(draft.task) and not draft.confirmed:
        yield FieldError("confirmed", REASONS["unconfirmed"])
