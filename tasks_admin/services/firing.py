"""Keeping promises: each moment that is due is claimed, launched and accounted for, once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from background import registry
from background.door import Order
from background.errors import AlreadyRunning, TaskError
from background.once import WhenTaken
from tasks_admin.models import (
    Fate,
    Overlap,
    Run,
    RunSource,
    SchedulePlan,
    SchedulerState,
    Slot,
)
from tasks_admin.planning.misfires import Catch, sort_out
from tasks_admin.queries.promises import Promise
from tasks_admin.services import broker
from tasks_admin.services.explaining import explained
from tasks_admin.services.holding import Lock
from tasks_admin.services.launching import Origin, launch

PUNCTUAL = timedelta(seconds=10)
"""Up to here a launch is on time."""

REASONS = {
    "down": "No scheduler was running from {since} to {until}",
    "late": "The scheduler came to it only after {until}",
    "paused": "{who} had paused the schedule: {why}",
    "all paused": "{who} had paused all schedules: {why}",
    "values": "The stored values are no JSON object",
}
APART = {Overlap.SKIP: WhenTaken.REFUSE, Overlap.QUEUE: WhenTaken.QUEUE}


@dataclass(frozen=True, slots=True)
class Watch:
    """What the scheduler knows when it settles: the time, its absence, and a pause of all."""

    now: datetime
    absent_since: datetime | None
    state: SchedulerState


@dataclass(frozen=True, slots=True)
class _Ending:
    fate: str
    run_id: Any = None
    reason: dict[str, Any] | None = None


def settle(promise: Promise, plan: SchedulePlan, moments: Sequence[datetime], watch: Watch) -> int:
    """Give each of the moments its fate; return how many runs this scheduler launched.

    Moments that another scheduler has settled stay as they are. Raises DatabaseError, and then
    the rest is to be settled again.
    """
    settled = [
        (moment, ending) for moment in moments if (ending := _paused(plan, moment, watch.state))
    ]
    paused = {moment for moment, _ in settled}
    open_ones = [moment for moment in moments if moment not in paused]
    due = sort_out(open_ones, watch.now, plan.grace, Catch(plan.misfire))
    settled += [(moment, _missed(moment, watch)) for moment in due.missed]
    slots = [_slot(promise, moment, ending) for moment, ending in settled]
    Slot.objects.bulk_create(slots, batch_size=500, ignore_conflicts=True)
    return sum(_keep(promise, plan, moment, watch.now) for moment in due.launched)


def _keep(promise: Promise, plan: SchedulePlan, moment: datetime, now: datetime) -> bool:
    """Claim the moment, then launch its run or write down why not; one transaction."""
    fate = _punctuality(moment, now, plan)
    with transaction.atomic():
        slot = _slot(promise, moment, _Ending(fate))
        try:
            with transaction.atomic():
                slot.save(force_insert=True)
        except IntegrityError:
            return False  # another scheduler was faster
        launched = _launched(promise, plan, moment, fate)
        changes = {"fate": launched.fate, "run_id": launched.run_id, "reason": launched.reason}
        Slot.objects.filter(pk=slot.pk).update(**changes)
        if promise.one_off:
            PeriodicTask.objects.filter(pk=promise.schedule_id).update(enabled=False)
    return launched.fate == fate


def _launched(promise: Promise, plan: SchedulePlan, moment: datetime, fate: str) -> _Ending:
    """Launch through the one door; a Celery task that is no job of ours is sent as it is."""
    if promise.task not in registry and broker.knows(promise.task):
        transaction.on_commit(partial(broker.send, promise.task, promise.args, promise.kwargs))
        return _Ending(fate)
    key = f"slot:{promise.schedule_id}:{moment.isoformat()}"
    policy = APART.get(Overlap(plan.overlap))
    lock = Lock(f"schedule:{promise.schedule_id}", policy) if policy else None
    try:
        run: Run = launch(
            promise.task,
            _values(promise),
            source=RunSource.SCHEDULE,
            idempotency_key=key,
            origin=Origin(schedule_name=promise.name, lock=lock, clock=_clock(promise, moment)),
            order=Order(queue=promise.queue or None),
        )
    except AlreadyRunning as taken:
        return _Ending(Fate.OVERLAP, taken.run_id, explained(taken))
    except TaskError as refusal:
        return _Ending(Fate.REFUSED, None, explained(refusal))
    return _Ending(fate if run.idempotency_key == key else Fate.OVERLAP, run.pk)


def _clock(promise: Promise, moment: datetime) -> datetime:
    """The promised moment by the schedule's own clock: “today” is its day, however late it is."""
    return timezone.localtime(moment, ZoneInfo(promise.zone) if promise.zone else None)


def _values(promise: Promise) -> dict[str, Any]:
    try:
        values = json.loads(promise.kwargs)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise TaskError(REASONS["values"])
    return values


def _punctuality(moment: datetime, now: datetime, plan: SchedulePlan) -> str:
    late = now - moment
    if late <= PUNCTUAL:
        return Fate.ON_TIME
    return Fate.LATE if late <= plan.grace else Fate.MADE_UP


def _paused(plan: SchedulePlan, moment: datetime, state: SchedulerState) -> _Ending | None:
    for pause, reason in ((plan, "paused"), (state, "all paused")):
        if pause.is_paused(moment):
            fields = {"who": pause.paused_by, "why": pause.pause_reason}
            return _Ending(Fate.PAUSED, None, {"message": REASONS[reason], "fields": fields})
    return None


def _missed(moment: datetime, watch: Watch) -> _Ending:
    """Missed, and why: nobody was there, or whoever was came too late."""
    until = watch.now.isoformat(timespec="seconds")
    if watch.absent_since is None or moment < watch.absent_since:
        return _Ending(Fate.MISSED, None, {"message": REASONS["late"], "fields": {"until": until}})
    fields = {"since": watch.absent_since.isoformat(timespec="seconds"), "until": until}
    return _Ending(Fate.MISSED, None, {"message": REASONS["down"], "fields": fields})


def _slot(promise: Promise, moment: datetime, ending: _Ending) -> Slot:
    return Slot(
        schedule_id=promise.schedule_id,
        schedule_name=promise.name,
        task_name=promise.task,
        moment=moment,
        fate=ending.fate,
        reason=ending.reason,
        decided_at=timezone.now(),
    )
