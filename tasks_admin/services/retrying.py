"""Doing a run again: the same values, a new run that knows which one it repeats."""

from typing import Any

from django.db import transaction

from background import registry
from background.door import Order
from background.errors import NotPossible
from tasks_admin.models import AuditEntry, Run, RunSource, RunStatus
from tasks_admin.models.status import RETRIABLE
from tasks_admin.services import auditing
from tasks_admin.services.launching import Origin, launch
from tasks_admin.services.sealing import unseal


def retry(run: Run, *, user: Any, idempotency_key: str | None = None) -> Run:
    """Launch a new run with the values of one that did not succeed; return it.

    Called again with the same `idempotency_key`, it returns the first call's run.
    Raises NotPossible for a run that is not over or that succeeded, and what `launch` raises.
    """
    if run.status not in RETRIABLE:
        raise NotPossible("Only a run that failed, was lost, cancelled or partial can be retried")
    spec = registry.get(run.task_name)
    raw = unseal(run.params, spec.params_model)
    with transaction.atomic():
        # Half of the work is not the work that must not be done twice.
        Run.objects.filter(pk=run.pk, status=RunStatus.PARTIAL).update(unique_key=None)
        again = launch(
            run.task_name,
            raw,
            source=RunSource.RETRY,
            user=user,
            idempotency_key=idempotency_key,
            origin=Origin(retry_of=run),
            order=Order(dry_run=run.dry_run),
        )
        auditing.note(
            AuditEntry.Action.RETRIED, run.task_name, run.pk, user=user, run=str(again.pk)
        )
    return again


def retry_children(parent: Run, *, user: Any) -> list[Run]:
    """Retry those children of a finished parent that did not succeed; return the new runs."""
    failed = Run.objects.filter(parent=parent, status__in=RETRIABLE, retries=None)
    return [retry(child, user=user) for child in failed.order_by("pk")]
