"""Stopping a run: at once if it waits, politely if it works, by force if it must be."""

from typing import Any

from django.db import transaction
from django.db.models import F

from background.errors import Cancelled, NotPossible
from tasks_admin.models import AuditEntry, Outcome, Run, RunStatus
from tasks_admin.models.run import RunQuerySet
from tasks_admin.models.status import ACTIVE, WAITING, WORKING
from tasks_admin.services import auditing, broker, parenting
from tasks_admin.services.ending import Ending, end
from tasks_admin.services.recording import end_from_outside

CANCELLED_BY = "{user} cancelled the run"


def cancel(run: Run, *, user: Any) -> None:
    """End a waiting run at once, and ask a working one to stop at its next progress report.

    A run that waits for its children takes them along.
    Raises NotPossible for a run that has ended already.
    """
    with transaction.atomic():
        if not (_cancel_waiting(run, user) or _ask(Run.objects.all(), run)):
            raise NotPossible("The run has ended already, so it cannot be cancelled")
        auditing.note(AuditEntry.Action.CANCELLED, run.task_name, run.pk, user=user)
    for child in Run.objects.filter(parent=run, status__in=ACTIVE):
        _stop_child(child, user)
    parenting.tend(run.pk)


def terminate(run: Run, *, user: Any) -> None:
    """End the process that works on the run, whatever it is in the middle of.

    What the job wrote in its open transaction is undone. Raises NotPossible for a run that no
    worker has in hand.
    """
    with transaction.atomic():
        if not _ask(Run.objects.exclude(lease_until=None), run):
            raise NotPossible("No worker has the run in hand, so there is nothing to terminate")
        auditing.note(AuditEntry.Action.TERMINATED, run.task_name, run.pk, user=user)
        transaction.on_commit(lambda: broker.terminate(run))


def revoked(run: Run, *, terminated: bool) -> None:
    """End a run whose message was revoked through Celery, or whose process was terminated.

    Celery forgets what was revoked when its worker restarts; the run does not.
    """
    reason = "The process of the run was ended" if terminated else "The run was revoked in Celery"
    ending = Ending(RunStatus.CANCELLED, Outcome.CANCELLED, error=Cancelled(reason))
    if terminated:
        end_from_outside(run, ending)
        return
    with transaction.atomic():
        if end(run, ending, among=WAITING):
            parenting.tend_later(run)


def _cancel_waiting(run: Run, user: Any) -> bool:
    error = Cancelled(CANCELLED_BY, user=user.get_username() if user else "")
    ending = Ending(RunStatus.CANCELLED, Outcome.CANCELLED, error=error)
    cancelled = end(run, ending, among=WAITING)
    if cancelled:
        parenting.tend_later(run)
    return cancelled


def _ask(runs: RunQuerySet, run: Run) -> bool:
    """Leave word for the job; a run that was asked before is fine too."""
    working = runs.filter(pk=run.pk, status__in=WORKING)
    return working.update(status=RunStatus.CANCELLING, version=F("version") + 1) == 1


def _stop_child(child: Run, user: Any) -> None:
    with transaction.atomic():
        if not _cancel_waiting(child, user):
            _ask(Run.objects.all(), child)
