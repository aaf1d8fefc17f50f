"""A run that is done again keeps its place under the run that launched it."""

from typing import Any
from uuid import UUID

from celery import states
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from background import TaskSpec, registry
from background.errors import AlreadyRunning
from tasks_admin.models import Attempt, Outcome, Run, RunReport, RunStatus
from tasks_admin.services import celery_results, holding
from tasks_admin.services.sealing import unseal

ENDED_BY_CHILDREN = (RunStatus.PARTIAL, RunStatus.FAILED, RunStatus.CANCELLED)


def parent_of(child: Run) -> Run | None:
    """Return the parent under which the child can be done again, its row locked; None for alone.

    A parent that its children have ended works again until they have ended anew. One whose own
    part failed has nothing to wait for: its children are done again without it.
    Raises AlreadyRunning where another run has taken the parent's place meanwhile.
    """
    if child.parent_id is None:
        return None
    parents = Run.objects.select_for_update().filter(pk=child.parent_id)
    parent = parents.exclude(children_at_once=None).first()
    if parent is None or parent.status == RunStatus.RUNNING:
        return parent
    if parent.status not in ENDED_BY_CHILDREN or not _did_its_part(parent):
        return None
    _reopen(parent)
    return parent


def _did_its_part(parent: Run) -> bool:
    own = Attempt.objects.filter(run=parent, number=parent.attempt)
    return own.filter(outcome=Outcome.SUCCEEDED).exists()


def _reopen(parent: Run) -> None:
    if parent.task_name in registry and not parent.dry_run:
        _retake_places(parent, registry.get(parent.task_name))
    Run.objects.filter(pk=parent.pk).update(
        status=RunStatus.RUNNING, version=F("version") + 1, finished_at=None, error=None
    )
    report = RunReport.objects.filter(run=parent).first()
    if report is not None and _is_tally(report.result):
        RunReport.objects.filter(run=parent).update(result=None)
    celery_results.store(parent, states.STARTED, None)


def _is_tally(result: Any) -> bool:
    """Whether it is the count of the children, and no result of the job's own."""
    counted = {"children", *RunStatus.values}
    return isinstance(result, dict) and "children" in result and set(result) <= counted


def _retake_places(run: Run, spec: TaskSpec) -> None:
    judged = spec.read(unseal(run.params, spec.params_model), now=timezone.now())
    if spec.lock:
        holding.retake(run, spec.lock.key(judged))
    if spec.unique:
        _retake_key(run, spec.unique.key(judged))


def _retake_key(run: Run, key: str) -> None:
    try:
        with transaction.atomic():
            Run.objects.filter(pk=run.pk).update(unique_key=key)
    except IntegrityError as taken:
        holder: UUID = Run.objects.values_list("pk", flat=True).get(unique_key=key)
        raise AlreadyRunning(run.task_name, holder) from taken
