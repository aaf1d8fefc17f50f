"""The result of a run with children, made of theirs by its task."""

import logging
from typing import Any

from django.db import transaction

from background import Child, Report, registry
from background.results import jsonable
from background.sentences import Sentence
from tasks_admin.models import Run, RunReport, RunStatus
from tasks_admin.models.run import RunQuerySet

logger = logging.getLogger(__name__)
DONE = (RunStatus.SUCCEEDED, RunStatus.PARTIAL)


def conclude(parent: Run, children: RunQuerySet) -> Any:
    """Store and return what the parent's task makes of its children; None where it makes nothing.

    A task that fails at it ends all the same: how its children ended is known without.
    """
    spec = registry.get(parent.task_name) if parent.task_name in registry else None
    if spec is None or spec.concludes is None:
        return None
    found = [_child(run) for run in children.select_related("report").order_by("pk")]
    try:
        with transaction.atomic():
            made = spec.concludes(found)
            value = jsonable(made)
    except Exception:
        logger.exception("%s could not conclude run %s", spec.name, parent.pk)
        return None
    told = {"is_report": isinstance(made, Report), "result": value}
    RunReport.objects.update_or_create(run=parent, defaults=told)
    return value


def _child(run: Run) -> Child:
    """Its values as they are stored: secret ones stay sealed."""
    report: RunReport | None = getattr(run, "report", None)
    error = run.error or {}
    return Child(
        run_id=run.pk,
        params=run.params,
        result=report.result if report else None,
        was_done=run.state in DONE,
        was_tried=run.started_at is not None,
        error=Sentence(error["message"], error["fields"]) if error else None,
    )
