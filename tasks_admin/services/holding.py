"""Places that only one run may have at a time; unique indexes decide who was first."""

import hashlib
import json
from dataclasses import dataclass
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from background.errors import AlreadyRunning
from background.once import WhenTaken
from tasks_admin.models import Run, RunHold, RunStatus
from tasks_admin.services import broker

WORKS, WAITS = 0, 1
NAME = 150
"""So many letters of a task's name are in what its line is called."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What keeps runs apart: those with the same key, and what becomes of the second one."""

    key: str
    when_taken: WhenTaken


class Taken(Exception):
    """The place is taken, and the policy says to answer with the run that has it."""

    def __init__(self, run: Run) -> None:
        super().__init__(str(run.pk))
        self.run = run


def take(run: Run, lock: Lock) -> None:
    """Give the new run its place behind the lock, or the waiting place where that is the policy.

    Raises AlreadyRunning or Taken; the caller's transaction then records nothing.
    """
    waits = lock.when_taken == WhenTaken.QUEUE
    while not _take(run, lock.key, WORKS):
        if waits and _take(run, lock.key, WAITS):
            run.held_back, run.published_at, run.publications = True, None, 0
            run.save(update_fields=("held_back", "published_at", "publications"))
            return
        holder = _holder(run, lock.key, WAITS if waits else WORKS)
        if holder is None:  # it ended this moment
            continue
        if lock.when_taken == WhenTaken.REFUSE or holder.task_name != run.task_name:
            raise AlreadyRunning(holder.task_name, holder.pk)
        raise Taken(holder)


def retake(run: Run, key: str) -> None:
    """Give a run that goes on after its end its place again; raises AlreadyRunning."""
    while not _take(run, key, WORKS):
        holder = _holder(run, key, WORKS)
        if holder is not None:
            raise AlreadyRunning(holder.task_name, holder.pk)


def release(run: Run) -> None:
    """Leave the place of a run that has ended, and let the one that waits behind it go."""
    hold: RunHold | None = getattr(run, "hold", None)  # read with the run, or now
    if hold is None:
        return
    RunHold.objects.filter(run_id=run.pk).delete()
    promote(hold.key)


def promote(key: str) -> bool:
    """Let the run that waits longest work; False where nobody waits or the place is not free."""
    waits = RunHold.objects.filter(key=key, position=WAITS)
    waiting = waits.select_related("run").order_by("run_id").first()
    if waiting is None:
        return False
    try:
        with transaction.atomic():
            moved = waits.filter(pk=waiting.pk).update(position=WORKS, line="")
    except IntegrityError:
        return False
    if moved and waiting.run.parent_id is None:  # else its parent lets it go
        Run.objects.filter(pk=waiting.run_id, status=RunStatus.QUEUED).update(held_back=False)
        waiting.run.held_back = False
        transaction.on_commit(partial(broker.publish, waiting.run))
    return bool(moved)


def promote_overlooked() -> None:
    """Let those go who wait behind nobody: the run ahead ended just as they took their place."""
    works = RunHold.objects.filter(key=OuterRef("key"), position=WORKS)
    waiting = RunHold.objects.filter(~Exists(works), position=WAITS)
    for key in waiting.values_list("key", flat=True).distinct():
        with transaction.atomic():
            promote(key)


def _take(run: Run, key: str, position: int) -> bool:
    try:
        with transaction.atomic():
            line = _line(run, position)
            RunHold.objects.create(run=run, key=key, position=position, line=line)
    except IntegrityError:
        return False
    return True


def _holder(run: Run, key: str, position: int) -> Run | None:
    """Return who has the place that the run would need."""
    holds = RunHold.objects.filter(key=key, position=position, line=_line(run, position))
    hold = holds.select_related("run").first()
    return hold.run if hold else None


def _line(run: Run, position: int) -> str:
    """Return whose line a place is in: one run works for all, one of each task and values waits."""
    if position != WAITS:
        return ""
    values = json.dumps(run.params, sort_keys=True, ensure_ascii=False)
    return f"{run.task_name[:NAME]}:{hashlib.sha256(values.encode()).hexdigest()[:32]}"
