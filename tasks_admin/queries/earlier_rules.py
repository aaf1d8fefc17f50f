"""What schedules promised by the rules that they had before their latest edits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from background.errors import TaskError
from tasks_admin.models import AuditEntry
from tasks_admin.planning.timing import read_timing
from tasks_admin.queries.calendars import Calendars
from tasks_admin.queries.previews import unsaved
from tasks_admin.queries.promises import Promise, promise
from tasks_admin.queries.snapshots import SUBJECT, Snapshot

FARTHEST_BACK = timedelta(days=400)
"""Nobody makes up for what was promised longer ago."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The time in which a schedule was edited and no scheduler saw it.

    `fingerprint` is that of the rule at its beginning.
    """

    schedule_id: int
    fingerprint: str
    after: datetime
    until: datetime


def earlier_moments(gaps: Iterable[Gap]) -> dict[int, list[datetime]]:
    """Return what each schedule promised in its gap, later than `after` and up to `until`.

    It is known as far as the console made the edits: an edit past it leaves no rule behind.
    """
    asked = {str(gap.schedule_id): gap for gap in gaps if gap.fingerprint}
    if not asked:
        return {}
    begin = max(
        min(gap.after for gap in asked.values()),
        max(gap.until for gap in asked.values()) - FARTHEST_BACK,
    )
    entries: dict[str, list[AuditEntry]] = {}
    found = AuditEntry.objects.filter(subject_id__in=asked, subject=SUBJECT, at__gt=begin)
    for one in found.order_by("id"):
        if one.at > asked[one.subject_id].after:
            entries.setdefault(one.subject_id, []).append(one)
    calendars = Calendars()
    return {
        asked[name].schedule_id: list(_moments(asked[name], edits, calendars))
        for name, edits in entries.items()
    }


def _moments(gap: Gap, edits: list[AuditEntry], calendars: Calendars) -> Iterator[datetime]:
    """Follow the edits from the one that found the rule of the beginning."""
    start, then = gap.after, None
    for one in edits:
        if then is None:
            first = _promise(one.details.get("before"), calendars)
            then = first if first and first.fingerprint == gap.fingerprint else None
        if then is not None:
            yield from _between(then, start, one.at)
            start, then = one.at, _promise(one.details.get("after"), calendars)
            if then is None:
                return
    if then is not None:
        yield from _between(then, start, gap.until)


def _between(one: Promise, start: datetime, end: datetime) -> Iterator[datetime]:
    return (moment.at for moment in one.moments(start, end))


def _promise(state: Snapshot | None, calendars: Calendars) -> Promise | None:
    """What a schedule in that state promised; None where the state has no rule that can be read."""
    if not state or not state.get("enabled"):
        return None
    try:
        timing = read_timing(state, now=datetime.now(UTC), must_come=False)
    except TaskError:
        return None
    moments = {name: getattr(timing, name) for name in ("at", "start", "end")}
    in_utc = {name: at.astimezone(UTC) for name, at in moments.items() if at}
    return promise(unsaved(timing.model_copy(update=in_utc), state), calendars)
