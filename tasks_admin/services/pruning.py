"""Removing old runs for good: rows, files and Celery's results, in short transactions."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django_celery_results.models import TaskResult

from tasks_admin.models import AuditEntry, Run, RunAlias, SchedulerState, Slot
from tasks_admin.models.run import MESSAGE
from tasks_admin.queries.distinct import task_names
from tasks_admin.queries.keyset import Order, take
from tasks_admin.queries.retention import (
    Rule,
    ledger_kept_since,
    live_run_ids,
    old_deeds,
    old_moments,
    removable,
    rules,
)
from tasks_admin.services import auditing, uploading

BATCH = 1_000
"""Small enough that on SQLite, where one process writes at a time, no worker waits long."""
Removed = Counter[tuple[str, str]]
"""How many runs, by task and rule."""


def prune(
    now: datetime,
    *,
    user: Any = None,
    batch: int = BATCH,
    told: Callable[[int], None] = lambda count: None,
) -> Removed:
    """Remove the runs that the rules give up; return how many of which.

    Every batch is a transaction of its own with an audit entry, so it may be stopped at any
    moment, and any number of processes may prune at once. `told` hears how many are gone.
    """
    removed: Removed = Counter()
    while gone := _pass(now, user, batch):
        removed += gone
        told(removed.total())
    return removed


def prune_audit(now: datetime, *, user: Any = None, batch: int = BATCH) -> int:
    """Remove the audit entries that are older than `RETENTION_AUDIT_DAYS`; return how many.

    One entry tells of it. Any number of processes may prune at once.
    """
    gone = 0
    while ids := list(old_deeds(now).values_list("pk", flat=True)[:batch]):
        gone += AuditEntry.objects.filter(pk__in=ids).delete()[0]
    if gone:
        auditing.note(AuditEntry.Action.REMOVED, "audit", user=user, rows=gone)
    return gone


def prune_ledger(now: datetime, *, user: Any = None, batch: int = BATCH) -> int:
    """Remove moments older than `RETENTION_LEDGER_DAYS` from the ledger; return how many.

    From when on it is kept is written down first, so that nobody takes what goes for lost. One
    entry tells of it. Any number of processes may prune at once.
    """
    gone, since = 0, ledger_kept_since(now)
    while ids := list(old_moments(now).values_list("pk", flat=True)[:batch]):
        if not gone:
            _keep_ledger_since(since)
        gone += Slot.objects.filter(pk__in=ids).delete()[0]
    if gone:
        auditing.note(AuditEntry.Action.REMOVED, "ledger", user=user, rows=gone)
    return gone


def _keep_ledger_since(since: datetime | None) -> None:
    state, _made = SchedulerState.objects.get_or_create(pk=SchedulerState.ROW)
    same = SchedulerState.objects.filter(pk=state.pk).exclude(ledger_since__gte=since)
    same.update(ledger_since=since)


def prune_leftovers(now: datetime, *, batch: int = BATCH) -> tuple[int, int]:
    """Remove what belongs to no run; return how many results and how many files or folders of them.

    Results of tasks that are not ours and answers to messages from outside go at the age of
    `RETENTION_DAYS`; files that a removal did not live to remove go at once, those that were handed
    over for no run after a day.
    """
    files = _files_of_no_run(batch) + uploading.remove_unused(now, batch)
    return _results_of_no_run(now, batch), files


def _pass(now: datetime, user: Any, batch: int) -> Removed:
    """Go once through all tasks; the parents of what went are left for the next pass."""
    gone: Removed = Counter()
    live = live_run_ids()
    childless = ~Exists(Run.objects.filter(parent=OuterRef("pk")))
    for task_name in task_names():
        for rule in rules():
            runs = removable(task_name, rule, now, live).filter(childless)
            while count := _remove(runs[:batch], task_name, rule, user):
                gone[task_name, rule.name] += count
    return gone


def _remove(runs: QuerySet[Run], task_name: str, rule: Rule, user: Any) -> int:
    """Remove one batch; the rows are locked before they are removed, so nobody keeps them then."""
    with transaction.atomic():
        chosen = dict(runs.select_for_update().values_list("pk", "idempotency_key"))
        if not chosen:
            return 0
        _forget_results(chosen)
        Run.objects.filter(pk__in=chosen).delete()
        auditing.note(
            AuditEntry.Action.REMOVED, task_name, user=user, rule=rule.name, runs=len(chosen)
        )
        transaction.on_commit(partial(_remove_files, list(chosen)))
    return len(chosen)


def _forget_results(chosen: dict[UUID, str | None]) -> None:
    """Remove Celery's results of the runs, and the copies under the ids of outside messages."""
    ids = [str(pk) for pk in chosen]
    keys = [key for key in chosen.values() if key is not None]
    ids += [key.removeprefix(MESSAGE) for key in keys if key.startswith(MESSAGE)]
    ids += RunAlias.objects.filter(run__in=chosen).values_list("message_id", flat=True)
    TaskResult.objects.filter(task_id__in=ids).delete()


def _remove_files(run_ids: Iterable[UUID]) -> None:
    for run_id in run_ids:
        shutil.rmtree(_files() / str(run_id), ignore_errors=True)


def _files() -> Path:
    return Path(settings.MEDIA_ROOT) / "runs"


def _results_of_no_run(now: datetime, batch: int) -> int:
    cutoff = now - timedelta(days=settings.TASKS_ADMIN_RETENTION_DAYS)
    old, order = TaskResult.objects.filter(date_done__lt=cutoff), Order("date_done")
    gone, place = 0, None
    while rows := take(old, order, place, batch, ["task_id"]):
        place = rows[-1]["date_done"], rows[-1]["id"]
        lonely = _without_run({row["task_id"] for row in rows})
        gone += TaskResult.objects.filter(task_id__in=lonely).delete()[0]
    return gone


def _files_of_no_run(batch: int) -> int:
    """A folder is only made for a run that is there, so one without a run is left over."""
    folders = [folder.name for folder in _files().iterdir()] if _files().is_dir() else []
    gone = 0
    for start in range(0, len(folders), batch):
        for name in _without_run(set(folders[start : start + batch])):
            shutil.rmtree(_files() / name, ignore_errors=True)
            gone += 1
    return gone


def _without_run(names: set[str]) -> set[str]:
    """Those of the names that are not the id of a run."""
    ids = {name: run_id for name in names if (run_id := _run_id(name))}
    there = set(Run.objects.filter(pk__in=ids.values()).values_list("pk", flat=True))
    return {name for name in names if ids.get(name) not in there}


def _run_id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
