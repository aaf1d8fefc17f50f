"""The end of a run, whatever ended it: status, Celery's result and the places it held."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from background import Cancelled
from tasks_admin.models import Outcome, Run, RunControl, RunStatus
from tasks_admin.models.statements import update
from tasks_admin.models.status import CELERY_STATES, WAITING
from tasks_admin.services import celery_results, heralding, holding
from tasks_admin.services.explaining import explained

MAY_BE_DONE_AGAIN = (RunStatus.FAILED, RunStatus.LOST, RunStatus.CANCELLED, RunStatus.SKIPPED)


@dataclass(frozen=True)
class Ending:
    """How a run or an attempt ended, before it is written down."""

    status: RunStatus
    outcome: Outcome
    result: Any = None
    error: Exception | None = None
    ties: bool | None = None


def end(
    run: Run, ending: Ending, *, among: Sequence[RunStatus], attempt: int | None = None
) -> bool:
    """End the run if its status is still `among` these; False where somebody else was faster.

    With an `attempt`, only while it is that attempt's.

    Call it in a transaction: status, result and the release of its places belong together.
    Runs that it launched and that have not begun are cancelled: nobody would let them go.
    """
    changes: dict[str, Any] = {
        "status": ending.status,
        "finished_at": timezone.now(),
        "lease_until": None,
        "held_back": False,
        "ties": ending.ties,
        "error": explained(ending.error) if ending.error else None,
    }
    if ending.status in MAY_BE_DONE_AGAIN:
        changes["unique_key"] = None
    where = {"id": run.pk, "status": tuple(among)}
    if attempt is not None:
        where["attempt"] = attempt
    if update(Run, changes, where=where, raised=("version",)) != 1:
        return False
    run.status, run.error = ending.status, changes["error"]
    celery_results.store(run, CELERY_STATES[ending.status], ending.error or ending.result)
    heralding.ended(run)
    holding.release(run)
    if run.children_at_once is not None:
        cancel_waiting_children(run)
    return True


def cancel_waiting_children(parent: Run) -> None:
    """End the runs that a run launched and that have not begun, because it is over."""
    error = Cancelled("The run that launched it is over")
    ending = Ending(RunStatus.CANCELLED, Outcome.CANCELLED, error=error)
    for child in Run.objects.filter(parent=parent, held_back=True, status__in=WAITING):
        end(child, ending, among=WAITING)


def all_tie(run: Run) -> bool | None:
    """Return whether all controls of a run tie; None where its job recorded none."""
    answers = list(RunControl.objects.filter(run=run).values_list("ties", flat=True))
    return all(answers) if answers else None
