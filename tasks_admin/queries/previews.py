"""What a schedule would do that is not stored yet: its next moments, its values at the first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from background import TaskSpec
from background.errors import FieldError, InvalidParams
from background.relative import is_relative
from tasks_admin.models import DayRule, SchedulePlan
from tasks_admin.planning.business import Struck
from tasks_admin.planning.rules import Moment
from tasks_admin.planning.timing import Timing, read_timing
from tasks_admin.queries.coming import ahead
from tasks_admin.queries.promises import Promise, promise
from tasks_admin.queries.typical import durations, middle
from tasks_admin.services.drafting import day_faults
from tasks_admin.services.owning import KINDS, wanted

WHOLE = re.compile(r"-?\d{1,2}")


@dataclass(frozen=True)
class Preview:
    """What comes next, or why nothing can: `errors` by field.

    `resolved` are the values given in words, by title, as the run at the first moment sees them.
    `usual` is how long a run takes where that is longer than `gap`, the time between two moments.
    """

    promise: Promise | None = None
    at: datetime | None = None
    coming: list[Moment | Struck] = field(default_factory=list)
    errors: tuple[FieldError, ...] = ()
    resolved: dict[str, Any] = field(default_factory=dict)
    usual: timedelta | None = None
    gap: timedelta | None = None


def preview(raw: Mapping[str, Any], spec: TaskSpec, now: datetime) -> Preview:
    """Return what a draft of these values would do; only its rule need be whole."""
    try:
        timing = read_timing(raw, now=now)
    except InvalidParams as refused:
        return Preview(errors=(*refused.errors, *day_faults(raw)))
    if faults := tuple(day_faults(raw)):
        return Preview(errors=faults)
    one = promise(unsaved(timing, raw))
    coming = ahead(one, now)
    moments = [moment.at for moment in coming if isinstance(moment, Moment)]
    usual, gap = middle(durations(spec.name)), _gap(moments)
    return Preview(
        promise=one,
        at=timing.at,
        coming=coming,
        resolved=_resolved(spec, raw, moments[0], one.zone) if moments else {},
        usual=usual if usual and gap and usual > gap else None,
        gap=gap,
    )


def _gap(moments: list[datetime]) -> timedelta | None:
    return min((later - earlier for earlier, later in pairwise(moments)), default=None)


def unsaved(timing: Timing, raw: Mapping[str, Any]) -> PeriodicTask:
    """Return the schedule as it would be stored, as far as its moments go."""
    kind, values = wanted(timing)
    schedule = PeriodicTask(**{kind: KINDS[kind](**values)}, start_time=timing.start)
    schedule.expires = timing.end
    rule = str(raw.get("day_rule") or "")
    number = str(raw.get("nth") or 1)
    schedule.plan = SchedulePlan(
        calendar=str(raw.get("calendar") or ""),
        day_rule=rule if rule in DayRule.values else DayRule.ANY,
        nth=int(number) if WHOLE.fullmatch(number) else 1,
    )
    return schedule


def words_of(spec: TaskSpec) -> dict[str, Any]:
    """Return the defaults that are given in words, as words: not as what they mean today."""
    fields = spec.params_model.model_fields.items()
    return {name: info.default for name, info in fields if is_relative(info.default)}


def _resolved(spec: TaskSpec, raw: Mapping[str, Any], at: datetime, zone: str) -> dict[str, Any]:
    given = {name: one for name, one in raw.get("params", {}).items() if one not in ("", None)}
    now = timezone.localtime(at, ZoneInfo(zone) if zone else None)
    try:
        values = spec.read(given, now=now).model_dump(mode="json")
    except InvalidParams:
        return {}
    in_words = {name for name, value in (words_of(spec) | given).items() if is_relative(value)}
    return {field.title: values[field.name] for field in spec.fields(now) if field.name in in_words}
