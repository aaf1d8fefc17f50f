"""What workers have in hand, told as Celery's own inspection would."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from background import registry
from background.secret import masked
from tasks_admin.models import Attempt, Run
from tasks_admin.models.status import WAITING
from tasks_admin.queries.queues import WorkerRow, workers
from tasks_admin.queries.run_ids import first_at

Task = dict[str, Any]
A_DAY = timedelta(days=1)
MOST = 200


@dataclass(frozen=True, slots=True)
class ActiveTasks:
    """Runs in hand by worker, runs for later by queue, and the attempts of the last day."""

    workers: tuple[WorkerRow, ...]
    active: Mapping[str, list[Task]]
    scheduled: Mapping[str, list[Task]]
    taken_up: Mapping[str, int]


def active_tasks(now: datetime) -> ActiveTasks:
    """Return what is going on at `now`."""
    reporting = workers(now)
    ids = [row.id for worker in reporting for row in worker.works_on]
    at_work = {run.pk: run for run in Run.seen.filter(pk__in=ids)}
    later = Run.seen.filter(status__in=WAITING, not_before__gt=now).order_by()[:MOST]
    scheduled: dict[str, list[Task]] = {}
    for run in sorted(later, key=lambda run: (run.not_before or now, run.pk)):
        eta = run.not_before.isoformat() if run.not_before else None
        scheduled.setdefault(run.queue, []).append(_task(run) | {"eta": eta})
    return ActiveTasks(
        workers=reporting,
        active={
            worker.name: [_task(at_work[row.id]) for row in worker.works_on if row.id in at_work]
            for worker in reporting
        },
        scheduled=scheduled,
        taken_up=_taken_up(now),
    )


def _task(run: Run) -> Task:
    known = run.task_name in registry
    params = masked(run.params, registry.get(run.task_name).params_model) if known else run.params
    return {"id": str(run.pk), "name": run.task_name, "args": [], "kwargs": params}


def _taken_up(now: datetime) -> Mapping[str, int]:
    """Attempts by worker at runs that were asked for within a day."""
    lately = Attempt.objects.filter(run_id__gte=first_at(now - A_DAY)).order_by()
    return dict(lately.values_list("worker").annotate(number=Count("pk")))
