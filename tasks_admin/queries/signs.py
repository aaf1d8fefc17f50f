"""Signs that something is wrong: missed moments, failed and slow runs, data out of date."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import Q

from tasks_admin.models import AlertEvent, Fate, RunSource, Slot
from tasks_admin.models.status import GONE_WRONG, WORKING
from tasks_admin.queries.datasets import freshness
from tasks_admin.queries.run_ids import first_at
from tasks_admin.queries.run_rows import title_of
from tasks_admin.queries.typical import durations

NOT_RUN = (Fate.MISSED, Fate.REFUSED)
KEPT = (Fate.ON_TIME, Fate.LATE, Fate.MADE_UP)
LONGEST_RUN = timedelta(days=7)
LONGEST_ABSENCE = timedelta(days=40)
AT_LEAST = 5
"""So many runs it takes to know what is usual."""
TWICE = 2
MARGIN = timedelta(minutes=1)
SENTENCES = {
    "missed": "{schedule} did not run at {moment}: {why}",
    "failed": "{schedule}: {task} failed: {why}",
    "slow": "{schedule}: {task} has been running since {since}; it usually takes {minutes} min",
    "stale": "{dataset} was due at {due} and has not been published",
    "unknown": "no reason was recorded",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was seen at one moment; signs of one `cause` are one trouble.

    `signature` tells one kind of that trouble from another.
    """

    event: AlertEvent
    cause: str
    subject: str
    at: datetime
    message: str
    fields: dict[str, Any] = field(default_factory=dict)
    signature: str = ""
    schedule_id: int | None = None
    run_id: UUID | None = None


def signs(since: datetime, now: datetime) -> list[Sign]:
    """Return what went wrong since a moment and what is wrong now, the oldest first."""
    found = (*missed(since), *failed(since), *slow(now), *stale(now))
    return sorted(found, key=lambda sign: sign.at)


def missed(since: datetime) -> Iterator[Sign]:
    """Yield the moments that were decided since then and did not run."""
    slots = Slot.objects.filter(
        fate__in=NOT_RUN, moment__gt=since - LONGEST_ABSENCE, decided_at__gt=since
    )
    for slot in slots.filter(schedule__name__isnull=False).order_by("id"):
        yield Sign(
            AlertEvent.MISSED,
            f"missed:{slot.schedule_id}",
            slot.schedule_name,
            slot.decided_at,
            SENTENCES["missed"],
            {
                "schedule": slot.schedule_name,
                "moment": slot.moment.isoformat(),
                "why": _sentence(slot.reason),
            },
            signature=slot.fate,
            schedule_id=slot.schedule_id,
        )


def failed(since: datetime) -> Iterator[Sign]:
    """Yield the runs of schedules that ended badly since then."""
    slots = _slots_of(
        Q(run__status__in=GONE_WRONG, run__finished_at__gt=since), since - LONGEST_RUN
    )
    for slot in slots:
        run = slot.run
        if run and run.finished_at:
            error = run.error or {}
            yield Sign(
                AlertEvent.FAILED,
                f"failed:{slot.schedule_id}",
                slot.schedule_name,
                run.finished_at,
                SENTENCES["failed"],
                {
                    "schedule": slot.schedule_name,
                    "task": _sentence({"message": title_of(run.task_name)}),
                    "why": _sentence(error),
                },
                signature=f"{run.status} {error.get('code', '')}",
                schedule_id=slot.schedule_id,
                run_id=run.pk,
            )


def slow(now: datetime) -> Iterator[Sign]:
    """Yield the runs of schedules that have worked for twice as long as nearly all before them."""
    usual: dict[str, timedelta | None] = {}
    for slot in _slots_of(Q(run__status__in=WORKING), now - LONGEST_RUN):
        run = slot.run
        if run is None or run.started_at is None:
            continue
        if run.task_name not in usual:
            usual[run.task_name] = longest_usual(durations(run.task_name))
        longest = usual[run.task_name]
        if longest is not None and (at := run.started_at + allowed(longest)) <= now:
            yield Sign(
                AlertEvent.SLOW,
                f"slow:{slot.schedule_id}",
                slot.schedule_name,
                at,
                SENTENCES["slow"],
                {
                    "schedule": slot.schedule_name,
                    "task": _sentence({"message": title_of(run.task_name)}),
                    "since": run.started_at.isoformat(),
                    "minutes": ceil(longest.total_seconds() / 60),
                },
                signature=str(run.pk),
                schedule_id=slot.schedule_id,
                run_id=run.pk,
            )


def stale(now: datetime) -> Iterator[Sign]:
    """Yield the datasets that are older than they promise."""
    for card in freshness(now):
        if card.is_stale and (due := card.fresh_until):
            yield Sign(
                AlertEvent.STALE,
                f"stale:{card.dataset.name}",
                card.dataset.name,
                due,
                SENTENCES["stale"],
                {"dataset": card.dataset.name, "due": due.isoformat()},
                run_id=card.version.run_id if card.version else None,
            )


def longest_usual(spans: list[timedelta]) -> timedelta | None:
    """Return what 95 of 100 runs do not exceed; None where there are too few to tell."""
    if len(spans) < AT_LEAST:
        return None
    return sorted(spans)[ceil(len(spans) * 0.95) - 1]


def allowed(longest: timedelta) -> timedelta:
    """Return how long a run may work before it counts as slow."""
    return max(longest * TWICE, longest + MARGIN)


def _slots_of(runs: Q, since: datetime) -> list[Slot]:
    """The slots that launched such runs, of those asked for since a moment."""
    slots = Slot.objects.filter(
        runs,
        run__source=RunSource.SCHEDULE,
        run__id__gte=first_at(since),
        fate__in=KEPT,
        schedule__name__isnull=False,
    )
    return list(slots.select_related("run").order_by("run_id"))


def _sentence(stored: dict[str, Any] | None) -> dict[str, Any]:
    """A stored reason as a sentence inside of another one."""
    stored = stored or {}
    return {
        "message": stored.get("message") or SENTENCES["unknown"],
        "fields": stored.get("fields") or {},
    }
