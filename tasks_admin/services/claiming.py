"""Taking a run in hand: one conditional UPDATE decides which worker has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tasks_admin.models import Attempt, Run, RunControl, RunStatus, SetAsideRow
from tasks_admin.models.statements import insert, update
from tasks_admin.models.status import WAITING


@dataclass(frozen=True)
class Claim:
    """The right to work on a run: the run as it was claimed, and which attempt this is."""

    run: Run
    attempt: int


def lease_end(now: datetime) -> datetime:
    """Return until when a worker that shows life at `now` is believed to live."""
    return now + timedelta(seconds=settings.TASKS_ADMIN_LEASE_SECONDS)


def claim(run_id: UUID, *, worker: str) -> Claim | None:
    """Claim a waiting run for this worker, raising its attempt number; None if it is taken.

    A repeated message, a run that was cancelled while it waited and a run that another worker
    has are all None: there is nothing to do.
    """
    run = _waiting(run_id)
    return take(run, worker=worker) if run else None


def take(run: Run, *, worker: str) -> Claim | None:
    """Claim a run that was just read; what has happened to it since is noticed."""
    found: Run | None = run
    while found and not _claimed(found, worker):
        found = _waiting(run.pk)
    return Claim(found, found.attempt) if found else None


def _waiting(run_id: UUID) -> Run | None:
    return Run.objects.filter(pk=run_id, status__in=WAITING, held_back=False).first()


def _claimed(run: Run, worker: str) -> bool:
    """Claim the run if it is still as it was read; afterwards `run` is as it was written."""
    now = timezone.now()
    changes: dict[str, Any] = {
        "status": RunStatus.RUNNING,
        "version": run.version + 1,
        "attempt": run.attempt + 1,
        "worker": worker,
        "lease_until": lease_end(now),
        "not_before": None,
        "started_at": run.started_at or now,
        "progress_done": 0,
        "progress_total": None,
        "progress_step": "",
    }
    with transaction.atomic():
        waits = {"id": run.pk, "version": run.version, "held_back": False, "status": WAITING}
        if update(Run, changes, where=waits) != 1:
            return False
        if run.attempt and run.checkpoint is None:
            _forget_reports(run)
        insert(Attempt(run=run, number=run.attempt + 1, worker=worker, started_at=now))
    for name, value in changes.items():
        setattr(run, name, value)
    return True


def renew(run_id: UUID, attempt: int) -> bool:
    """Extend the lease; False when the run is no longer this attempt's, or left to others."""
    held = Run.objects.held(run_id, attempt).exclude(lease_until=None)
    return held.update(lease_until=lease_end(timezone.now())) == 1


def _forget_reports(run: Run) -> None:
    """What an attempt that begins anew finds is all of it; one that goes on adds to the rest."""
    RunControl.objects.filter(run=run).delete()
    SetAsideRow.objects.filter(run=run).delete()
    Run.objects.filter(pk=run.pk, set_aside__gt=0).update(set_aside=0)
    run.set_aside = 0
