"""Runs with children: launched together, some at once, and ended when the last child has."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from background import Children, JobFailed, registry
from background.door import Order
from tasks_admin.models import Outcome, Run, RunReport, RunSource, RunStatus
from tasks_admin.models.run import RunQuerySet
from tasks_admin.models.status import ACTIVE, WORKING
from tasks_admin.services import broker, concluding, holding
from tasks_admin.services.ending import Ending, all_tie, cancel_waiting_children, end
from tasks_admin.services.launching import Origin, launch

GOOD = (RunStatus.SUCCEEDED,)
HALF = (RunStatus.SUCCEEDED, RunStatus.PARTIAL)
OUTCOMES = {
    RunStatus.SUCCEEDED: Outcome.SUCCEEDED,
    RunStatus.PARTIAL: Outcome.PARTIAL,
    RunStatus.FAILED: Outcome.FAILED,
    RunStatus.CANCELLED: Outcome.CANCELLED,
}


def launch_children(
    parent: Run, task: str, params: Sequence[Mapping[str, Any]], max_at_once: int
) -> Children:
    """Launch a run for each set of parameters, all or none; the first ones may start at once.

    A parent that is repeated after its worker was lost finds its children there and launches
    none again. The children of a dry run are dry runs.
    Raises UnknownTask, InvalidParams, or NotPossible for a task that has no dry run.
    """
    spec = registry.get(task)
    for one in params:
        spec.read(one, now=timezone.localtime())
    with transaction.atomic():
        there = Run.objects.filter(parent=parent, task_name=task).count()
        if not there:
            for one in params:
                _launch(parent, task, one)
            parent.children_at_once = max(1, max_at_once)
            Run.objects.filter(pk=parent.pk).update(children_at_once=parent.children_at_once)
    return Children(task, there or len(params))


def _launch(parent: Run, task: str, params: Mapping[str, Any]) -> Run:
    origin = Origin(parent=parent, held_back=True)
    return launch(
        task,
        params,
        source=RunSource(parent.source),
        user=parent.user,
        origin=origin,
        order=Order(dry_run=parent.dry_run),
    )


def wait_for_children(parent: Run) -> None:
    """Leave the parent to its children: no worker holds it any more, the last child ends it."""
    Run.objects.filter(pk=parent.pk).update(lease_until=None, worker="", version=F("version") + 1)
    transaction.on_commit(partial(tend, parent.pk))


def tend(parent_id: Any) -> None:
    """Let as many children go as may work at once; end the parent when all have ended.

    A parent that still works, as its lease shows, ends by itself. Children of one that was asked
    to stop are not let go any more. Any number of processes may tend the same parent: its row is
    locked meanwhile.
    """
    with transaction.atomic():
        parent = Run.objects.select_for_update().filter(pk=parent_id, status__in=WORKING).first()
        if parent is None or parent.children_at_once is None:
            return
        active = Run.objects.filter(parent=parent, status__in=ACTIVE)
        if parent.status == RunStatus.CANCELLING:
            cancel_waiting_children(parent)
        else:
            free = parent.children_at_once - active.filter(held_back=False).count()
            _let_go(active, max(0, free))
        if parent.lease_until is None and not active.exists():
            _end(parent)


def _let_go(active: RunQuerySet, most: int) -> None:
    """Queue children, those apart that wait for another run to leave their place."""
    held = active.filter(held_back=True).exclude(hold__position=holding.WAITS).order_by("pk")
    for child in held[:most]:
        Run.objects.filter(pk=child.pk).update(held_back=False)
        child.held_back = False
        transaction.on_commit(partial(broker.publish, child))


def tend_later(child: Run) -> None:
    """Tend the run's parent, if it has one, once the transaction is committed."""
    if child.parent_id is not None:
        transaction.on_commit(partial(tend, child.parent_id))


def standing(parent: Run) -> RunQuerySet:
    """Return the children that count: those that were done again since do not."""
    again = Run.objects.filter(parent=parent, retry_of=OuterRef("pk"))
    return Run.objects.filter(~Exists(again), parent=parent)


def _end(parent: Run) -> None:
    """The parent as its children ended: succeeded if all did, failed if none, else partial."""
    counts = Counter(
        RunStatus(status) for status in standing(parent).values_list("status", flat=True)
    )
    total = counts.total()
    good = sum(counts[status] for status in GOOD)
    some = sum(counts[status] for status in HALF)
    ties = all_tie(parent)
    status = RunStatus.SUCCEEDED if good == total and ties is not False else RunStatus.PARTIAL
    if total and not some:
        status = RunStatus.FAILED
    if parent.status == RunStatus.CANCELLING:
        status = RunStatus.CANCELLED
    result = {"children": total, **{str(one): count for one, count in counts.items()}}
    result = concluding.conclude(parent, standing(parent)) or result
    error = JobFailed("None of the {count} runs it launched succeeded", count=total)
    failed = status == RunStatus.FAILED
    RunReport.objects.get_or_create(run=parent)
    # A job that launched others may have handed back a report of its own.
    RunReport.objects.filter(run=parent, result__isnull=True).update(result=result)
    ending = Ending(status, OUTCOMES[status], result, error=error if failed else None, ties=ties)
    end(parent, ending, among=WORKING)
    tend_later(parent)
