"""Why a run does not work yet, in plain words: sentence templates with what fills them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from tasks_admin.models import Run, RunHold
from tasks_admin.models.status import ACTIVE, WORKING
from tasks_admin.queries.queues import WorkerRow, ready, workers
from tasks_admin.queries.run_rows import title_of

COUNTED = 1_000
PATIENCE = timedelta(minutes=1)
"""A free worker takes a run at once; after this the reader should know that none did."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Reason:
    """One sentence template and its fields."""

    message: str
    fields: dict[str, Any]


def why(run: Run, now: datetime) -> list[Reason]:
    """Return what the run waits for, the nearest reason first; nothing for one that works or ended.

    Moments are said in the reader's time zone.
    """
    if run.is_finished:
        return []
    if run.state in WORKING:
        return [_for_children(run)] if run.children_at_once is not None and not run.worker else []
    if run.held_back:
        return [_held_back(run)]
    if run.not_before and run.not_before > now:
        return [_until(run, run.not_before, now)]
    return _in_queue(run, now)


def _for_children(run: Run) -> Reason:
    tally = Run.seen.filter(parent=run).aggregate(
        total=Count("pk"), left=Count("pk", filter=Q(status__in=ACTIVE))
    )
    return Reason("Waits for {left} of the {total} runs it launched", tally)


def _held_back(run: Run) -> Reason:
    """Behind a lock, or in a row of its parent's children."""
    hold = RunHold.objects.filter(run=run, position__gt=0).first()
    if hold is not None:
        ahead = RunHold.objects.filter(key=hold.key, position=0).select_related("run").first()
        if ahead is not None:
            fields = {"run": ahead.run.short_id, "task": _title(ahead.run.task_name)}
            return Reason("Waits for run {run} to end: {task} works on the same", fields)
    if run.parent is not None:
        at_once = run.parent.children_at_once or 1
        return Reason(
            "Waits its turn: run {run} has {count} at work at once",
            {"run": run.parent.short_id, "count": at_once},
        )
    return Reason("Waits to be let go", {})


def _until(run: Run, moment: datetime, now: datetime) -> Reason:
    fields = {"at": _clock(moment, now), "attempt": run.attempt}
    error = run.error or {}
    if breaker := error.get("fields", {}).get("breaker"):
        return Reason(
            "Held until {at}: {breaker} keeps failing and is left alone",
            fields | {"breaker": breaker},
        )
    if error:
        return Reason("Tries again at {at}; attempt {attempt} did not succeed", fields)
    return Reason("Was asked to start at {at}", fields)


def _in_queue(run: Run, now: datetime) -> list[Reason]:
    """Nothing but a worker is missing."""
    serving = [worker for worker in workers(now) if run.queue in worker.queues]
    living = [worker for worker in serving if worker.silent_for is None]
    if not living:
        return [_unserved(run.queue, serving)]
    reasons = _ahead(run, now)
    if all(worker.is_busy for worker in living):
        return [*reasons, _busy(living)]
    return [*reasons, _overdue(run, now)]


def _unserved(queue: str, silent: list[WorkerRow]) -> Reason:
    last = max(silent, key=lambda worker: worker.seen_at, default=None)
    if last is None or last.silent_for is None:
        return Reason("No worker serves the queue {queue}", {"queue": queue})
    fields = {"queue": queue, "worker": last.name, "minutes": last.silent_for // MINUTE}
    return Reason(
        "No worker serves the queue {queue}: {worker} has been silent for {minutes} min", fields
    )


def _ahead(run: Run, now: datetime) -> list[Reason]:
    """Older runs of the queue that may start too; the count stops at a limit."""
    older = Run.seen.filter(ready(now), queue=run.queue, pk__lt=run.pk).order_by()
    count = older[:COUNTED].count()
    if not count:
        return []
    message = "{count} run ahead on {queue}" if count == 1 else "{count} runs ahead on {queue}"
    return [Reason(message, {"count": count, "queue": run.queue})]


def _busy(living: list[WorkerRow]) -> Reason:
    if len(living) > 1:
        return Reason("All {count} workers are busy", {"count": len(living)})
    tasks = [_title(one.task_name) for one in living[0].works_on]
    return Reason("The only worker is busy with {tasks}", {"tasks": list(dict.fromkeys(tasks))})


def _overdue(run: Run, now: datetime) -> Reason:
    """A worker is free, so the message is under way, lost, or could not be sent."""
    waited = now - _since(run)
    if run.published_at is None and run.publications == 0 and waited > PATIENCE:
        return Reason("The broker could not be reached; the run is sent again by itself", {})
    if waited > PATIENCE:
        return Reason("Not picked up for {minutes} min", {"minutes": waited // MINUTE})
    return Reason("A worker takes it in a moment", {})


def _since(run: Run) -> datetime:
    """From when on it could have started: its moment, the end of its last attempt, its request."""
    ended = run.attempts.order_by("-number").values_list("finished_at", flat=True).first()
    return run.not_before or ended or run.requested_at


def _title(task_name: str) -> str:
    return gettext(title_of(task_name))


def _clock(moment: datetime, now: datetime) -> str:
    """The local time, with its day where that is not today."""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localtime(now).date()
    return local.strftime("%H:%M" if today else "%Y-%m-%d %H:%M")
