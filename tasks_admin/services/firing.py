"""Keeping promises: each moment that is due is claimed, launched and accounted for, once."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Case, F, JSONField, Q, UUIDField, Value, When
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
    Slot,
)
from tasks_admin.queries.promises import Promise
from tasks_admin.queries.scheduled_values import scheduled_values
from tasks_admin.services import broker, heralding, sorting
from tasks_admin.services.explaining import explained
from tasks_admin.services.holding import Lock
from tasks_admin.services.launching import Origin, launch
from tasks_admin.services.sealing import open_stored
from tasks_admin.services.sorting import Claim, Ending, Kept, Step, Watch

logger = logging.getLogger(__name__)

AT_ONCE = 100
"""So many moments are settled in one transaction; on SQLite no worker writes meanwhile."""
APART = {Overlap.SKIP: WhenTaken.REFUSE, Overlap.QUEUE: WhenTaken.QUEUE}


@dataclass(slots=True)
class Settled:
    """How many runs this scheduler launched of which schedule, and which it could not settle."""

    launched: Counter[int] = field(default_factory=Counter)
    failed: set[int] = field(default_factory=set)


def settle(claims: Sequence[Claim], watch: Watch) -> Settled:
    """Give each of the moments its fate, many in one transaction.

    Moments that another scheduler has settled stay as they are. Raises OperationalError and
    InterfaceError where the database is away, and then the rest is to be settled again.
    """
    settled = Settled()
    left_out, steps = sorting.sort(claims, watch)
    with transaction.atomic():
        Slot.objects.bulk_create(left_out, batch_size=500, ignore_conflicts=True)
        heralding.settled(left_out)
    for start in range(0, len(steps), AT_ONCE):
        _take(steps[start : start + AT_ONCE], settled)
    return settled


def _take(steps: Sequence[Step], settled: Settled) -> None:
    """Take these together; one by one where another scheduler was faster with some."""
    try:
        with transaction.atomic():
            left_out = [one for one in steps if isinstance(one, Slot)]
            Slot.objects.bulk_create(left_out, ignore_conflicts=True)
            launched = _keep([one for one in steps if isinstance(one, Kept)])
            heralding.settled(steps)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(steps) > 1:
            for one in steps:
                _take([one], settled)
        elif not (isinstance(error, IntegrityError) and _is_taken(steps[0])):
            logger.exception("A moment of schedule %s could not be settled", steps[0].schedule_id)
            settled.failed.add(steps[0].schedule_id or 0)
    else:
        settled.launched += launched


def _keep(kept: Sequence[Kept]) -> Counter[int]:
    """Claim all, then launch, then write down what came of it; return the launches."""
    if not kept:
        return Counter()
    Slot.objects.bulk_create(
        [sorting.slot(one.claim.promise, one.moment, Ending(one.fate)) for one in kept]
    )
    endings = [_launched(one.claim.promise, one.claim.plan, one.moment, one.fate) for one in kept]
    _write_down(kept, endings)
    spent = [one.claim.promise.schedule_id for one in kept if one.claim.promise.one_off]
    if spent:
        PeriodicTask.objects.filter(pk__in=spent).update(enabled=False)
    return Counter(
        one.claim.promise.schedule_id
        for one, ending in zip(kept, endings, strict=True)
        if ending.fate == one.fate
    )


def _write_down(kept: Sequence[Kept], endings: Sequence[Ending]) -> None:
    """Complete the slots with one statement; those that others write at the moment stay."""
    each = [
        (Q(schedule_id=one.claim.promise.schedule_id, moment=one.moment), ending)
        for one, ending in zip(kept, endings, strict=True)
    ]
    Slot.objects.filter(
        schedule_id__in={one.claim.promise.schedule_id for one in kept},
        moment__in={one.moment for one in kept},
    ).update(
        fate=_case("fate", [(it, Value(ending.fate)) for it, ending in each]),
        run_id=_case("run_id", [(it, Value(ending.run_id, UUIDField())) for it, ending in each]),
        reason=_case("reason", [(it, Value(ending.reason, JSONField())) for it, ending in each]),
    )


def _case(column: str, values: list[tuple[Q, Value]]) -> Case:
    return Case(*(When(it, then=value) for it, value in values), default=F(column))


def _is_taken(one: Step) -> bool:
    """Whether another scheduler has settled the moment."""
    return Slot.objects.filter(schedule_id=one.schedule_id, moment=one.moment).exists()


def _launched(promise: Promise, plan: SchedulePlan, moment: datetime, fate: str) -> Ending:
    """Launch through the one door; a Celery task that is no job of ours is sent as it is."""
    if promise.task not in registry and broker.knows(promise.task):
        transaction.on_commit(partial(broker.send, promise.task, promise.args, promise.kwargs))
        return Ending(fate)
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
            order=Order(queue=promise.queue or None, priority=promise.priority),
        )
    except AlreadyRunning as taken:
        return Ending(Fate.OVERLAP, taken.run_id, explained(taken))
    except TaskError as refusal:
        return Ending(Fate.REFUSED, None, explained(refusal))
    return Ending(fate if run.idempotency_key == key else Fate.OVERLAP, run.pk)


def _clock(promise: Promise, moment: datetime) -> datetime:
    """The promised moment by the schedule's own clock: “today” is its day, however late it is."""
    return timezone.localtime(moment, ZoneInfo(promise.zone) if promise.zone else None)


def _values(promise: Promise) -> dict[str, Any]:
    values = scheduled_values(promise.task, promise.args, promise.kwargs)
    if promise.task not in registry:
        return values
    return open_stored(values, registry.get(promise.task).params_model)
