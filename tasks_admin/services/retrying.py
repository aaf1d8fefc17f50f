"""Doing a run again: the same values, a new run that knows which one it repeats."""

from functools import partial
from typing import Any

from django.db import transaction

from background import TaskSpec, registry
from background.door import Order
from background.errors import NotPossible
from tasks_admin.models import AuditEntry, Run, RunSource, RunStatus
from tasks_admin.models.status import RETRIABLE
from tasks_admin.queries.run_filter import RunFilter
from tasks_admin.queries.targets import BULK_TASK, Deed
from tasks_admin.services import auditing, parenting, rejoining
from tasks_admin.services.launching import Origin, launch
from tasks_admin.services.sealing import unseal


def retry(run: Run, *, user: Any, idempotency_key: str | None = None) -> Run:
    """Launch a new run with the values of one that did not succeed; return it.

    The child of another run keeps its place under that one, which works again until it has ended,
    and lets no more children go at once than ever.
    Called again with the same `idempotency_key`, it returns the first call's run.
    Raises NotPossible for a run that is not over or that succeeded, for one that cannot be
    undone, and what `launch` raises.
    """
    if run.status not in RETRIABLE:
        raise NotPossible("Only a run that failed, was lost, cancelled or partial can be retried")
    spec = _undoable(run)
    raw = unseal(run.params, spec.params_model)
    with transaction.atomic():
        # Half of the work is not the work that must not be done twice.
        Run.objects.filter(pk=run.pk, status=RunStatus.PARTIAL).update(unique_key=None)
        parent = rejoining.parent_of(run)
        again = launch(
            run.task_name,
            raw,
            source=RunSource.RETRY,
            user=user,
            idempotency_key=idempotency_key,
            origin=Origin(retry_of=run, parent=parent, held_back=parent is not None),
            order=Order(dry_run=run.dry_run),
        )
        auditing.note(
            AuditEntry.Action.RETRIED, run.task_name, run.pk, user=user, run=str(again.pk)
        )
        if parent is not None:
            transaction.on_commit(partial(parenting.tend, parent.pk))
    return again


def repeat(run: Run, *, user: Any, idempotency_key: str | None = None) -> Run:
    """Launch a new run with the values of one that is over, whatever came of it; return it.

    Called again with the same `idempotency_key`, it returns the first call's run.
    Raises NotPossible for a run that is not over, for one that cannot be undone, and what
    `launch` raises.
    """
    if not run.is_finished:
        raise NotPossible("The run is not over yet")
    spec = _undoable(run)
    with transaction.atomic():
        Run.objects.filter(pk=run.pk).update(unique_key=None)
        again = launch(
            run.task_name,
            unseal(run.params, spec.params_model),
            source=RunSource.RETRY,
            user=user,
            idempotency_key=idempotency_key,
            origin=Origin(retry_of=run),
        )
        auditing.note(
            AuditEntry.Action.RETRIED, run.task_name, run.pk, user=user, run=str(again.pk)
        )
    return again


def _undoable(run: Run) -> TaskSpec:
    """The task of a run, which must be one that needs nobody's confirmation."""
    spec = registry.get(run.task_name)
    if spec.destructive:
        raise NotPossible("It cannot be undone: run it again from its form, and confirm it")
    return spec


def retry_children(
    parent: Run,
    *,
    user: Any,
    source: RunSource = RunSource.OPERATOR,
    idempotency_key: str | None = None,
) -> Run:
    """Launch the run that retries those children of a parent that did not succeed; return it.

    Called again with the same `idempotency_key`, it returns the first call's run.
    Raises NotPossible for a run that launched no others, and what `launch` raises.
    """
    if parent.children_at_once is None:
        raise NotPossible("The run has launched no others")
    return launch(
        BULK_TASK,
        {"action": Deed.RETRY.value, "query": RunFilter(parent=str(parent.pk)).query_string()},
        source=source,
        user=user,
        idempotency_key=idempotency_key,
    )
