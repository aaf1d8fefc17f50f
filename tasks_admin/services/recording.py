"""The end of an attempt: run, attempt, report and Celery's result change in one transaction."""

from datetime import datetime, timedelta
from functools import partial
from traceback import format_exception
from typing import Any

from celery import states
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from background import Children, Report, TaskSpec
from background.errors import Cancelled, CircuitOpen, TimedOut
from background.results import jsonable
from background.retry import asked_wait, is_retriable
from tasks_admin.models import Attempt, Outcome, Run, RunReport, RunStatus
from tasks_admin.models.statements import insert, update
from tasks_admin.models.status import WORKING
from tasks_admin.services import broker, celery_results, parenting, settling
from tasks_admin.services.claiming import Claim
from tasks_admin.services.ending import Ending, all_tie, end
from tasks_admin.services.explaining import explained
from tasks_admin.services.fencing import fenced, lost


def succeed(claim: Claim, result: Any, *, complete: bool, controlled: bool) -> None:
    """Record what the job handed back; partial where it said so or a control does not tie.

    A run that launched others is left to them, whatever it handed back. `controlled` says that
    it may have controls: those of an earlier attempt count too.
    Raises LeaseLost when the attempt no longer holds the run.
    """
    if claim.run.children_at_once is not None:
        _leave_to_children(claim, result)
        return
    value = jsonable(result)
    with transaction.atomic():
        ties = all_tie(claim.run) if controlled else None
        whole = complete and ties is not False
        status = RunStatus.SUCCEEDED if whole else RunStatus.PARTIAL
        _finish(claim, Ending(status, Outcome(status), value, ties=ties))
        _keep_report(claim, value, is_report=isinstance(result, Report))
        settling.settle(claim.run, is_whole=complete)


def fail(claim: Claim, error: Exception, spec: TaskSpec) -> None:
    """Record the error: to be retried if the policy allows another attempt, else final.

    Raises LeaseLost when the attempt no longer holds the run.
    """
    with fenced(claim.run.pk, claim.attempt):
        report = RunReport(run=claim.run, traceback="".join(format_exception(error)))
        insert(report, by="run", changes=("traceback",))
        tried = Attempt.objects.filter(run=claim.run, outcome=Outcome.RETRY).count()
        if is_retriable(error) and tried < spec.retry.retries:
            wait = spec.retry.delay(tried, retry_after=asked_wait(error))
            _wait(claim, timezone.now() + wait, Outcome.RETRY, error)
        else:
            _finish(claim, _ending(error))
            settling.settle(claim.run, is_whole=False)


def postpone(claim: Claim, error: CircuitOpen) -> None:
    """Put the run back until the service is tried again; the attempt does not count as a try.

    Raises LeaseLost when the attempt no longer holds the run.
    """
    with fenced(claim.run.pk, claim.attempt):
        _wait(claim, error.until, Outcome.POSTPONED, error)


def hand_back(claim: Claim) -> None:
    """Give the run back to the queue, for another worker to begin again; it is no try."""
    with fenced(claim.run.pk, claim.attempt):
        _wait(claim, None, Outcome.POSTPONED, None)


def time_out(run: Run, limit: timedelta) -> bool:
    """Record that a run's process was ended because it took too long."""
    minutes = round(limit.total_seconds() / 60, 1)
    error = TimedOut(
        "The run took longer than the {minutes} minutes its task allows", minutes=minutes
    )
    return end_from_outside(run, Ending(RunStatus.FAILED, Outcome.TIMED_OUT, error=error))


def end_from_outside(run: Run, ending: Ending) -> bool:
    """End a working run for its worker, which is gone; False where somebody else was faster."""
    with transaction.atomic():
        moved = end(run, ending, among=WORKING, attempt=run.attempt)
        if moved:
            close_attempt(run, run.attempt, ending.outcome, ending.error)
            parenting.tend_later(run)
    return moved


def close_attempt(run: Run, number: int, outcome: Outcome, error: Exception | None) -> None:
    """Write down how one attempt ended."""
    changes = {
        "finished_at": timezone.now(),
        "outcome": outcome,
        "error_class": type(error).__name__ if error else "",
        "error": explained(error) if error else None,
    }
    update(Attempt, changes, where={"run": run.pk, "number": number, "outcome": ""})


def _ending(error: Exception) -> Ending:
    if isinstance(error, Cancelled):
        return Ending(RunStatus.CANCELLED, Outcome.CANCELLED, error=error)
    outcome = Outcome.TIMED_OUT if isinstance(error, TimedOut) else Outcome.FAILED
    return Ending(RunStatus.FAILED, outcome, error=error)


def _leave_to_children(claim: Claim, result: Any) -> None:
    with fenced(claim.run.pk, claim.attempt):
        if not isinstance(result, Children):
            _keep_report(claim, jsonable(result), is_report=isinstance(result, Report))
        close_attempt(claim.run, claim.attempt, Outcome.SUCCEEDED, None)
        parenting.wait_for_children(claim.run)


def _finish(claim: Claim, ending: Ending) -> None:
    """End the run; the conditional UPDATE that does is the fence too."""
    if not end(claim.run, ending, among=WORKING, attempt=claim.attempt):
        raise lost(claim.run.pk)
    close_attempt(claim.run, claim.attempt, ending.outcome, ending.error)
    parenting.tend_later(claim.run)


def _wait(claim: Claim, until: datetime | None, outcome: Outcome, error: Exception | None) -> None:
    """Put the run back among those that wait for a worker; one that is asked to stop has."""
    run = claim.run
    if Run.objects.filter(pk=run.pk, status=RunStatus.CANCELLING).exists():
        _finish(claim, _ending(Cancelled("Somebody asked the run to stop")))
        return
    run.not_before = until
    status = RunStatus.RETRYING if error else RunStatus.QUEUED
    run.status, run.error = status, explained(error) if error else None
    Run.objects.held(run.pk, claim.attempt).update(
        status=status,
        version=F("version") + 1,
        not_before=until,
        lease_until=None,
        publications=0,
        error=run.error,
    )
    close_attempt(run, claim.attempt, outcome, error)
    if error:
        celery_results.store(run, states.RETRY, error)
    transaction.on_commit(partial(broker.publish, run))


def _keep_report(claim: Claim, value: Any, *, is_report: bool) -> None:
    """Keep what the job handed back instead of what an earlier attempt left; nothing is no row."""
    if value is None and claim.attempt == 1:
        return
    report = RunReport(run=claim.run, is_report=is_report, result=value)
    insert(report, by="run", changes=("is_report", "result", "traceback"))
