"""Keeping a run from being removed, and letting it go again."""

from typing import Any

from django.db import transaction
from django.db.models import F

from background.errors import NotPossible
from tasks_admin.models import AuditEntry, Run
from tasks_admin.services import auditing


def keep(run: Run, *, user: Any) -> None:
    """Never remove this run and its children; raises NotPossible where it is gone already."""
    _set(run, user, kept=True, action=AuditEntry.Action.KEPT)


def let_go(run: Run, *, user: Any) -> None:
    """Leave the run to the rules again; raises NotPossible where it is gone already."""
    _set(run, user, kept=False, action=AuditEntry.Action.RELEASED)


def _set(run: Run, user: Any, *, kept: bool, action: AuditEntry.Action) -> None:
    with transaction.atomic():
        changed = Run.objects.filter(pk=run.pk, kept=not kept)
        if changed.update(kept=kept, version=F("version") + 1):
            auditing.note(action, run.task_name, run.pk, user=user)
        elif not Run.objects.filter(pk=run.pk).exists():
            raise NotPossible("The run has been removed already")
    run.kept = kept
