"""What happened in a run, as sentences in the reader's language."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tasks_admin.models import RunSource, RunStatus
from tasks_admin.queries.run_detail import RunOutcome, RunState
from tasks_admin.queries.run_way import Step, Stop
from tasks_admin.web.presenting import duration
from tasks_admin.wording import number, say

ASKED: dict[str, Promise] = {
    RunSource.OPERATOR: _("Started by {user}."),
    RunSource.SCHEDULE: _("Started by the schedule “{schedule}”."),
    RunSource.API: _("Started through the API by {user}."),
    RunSource.COMMAND: _("Started from the command line by {user}."),
    RunSource.RETRY: _("Started again by {user}."),
    RunSource.CODE: _("Started by a program."),
    RunSource.EXTERNAL: _("Started by another system."),
}
ASKED_BY_NOBODY: dict[str, Promise] = {
    RunSource.OPERATOR: _("Started by hand."),
    RunSource.API: _("Started through the API."),
    RunSource.COMMAND: _("Started from the command line."),
    RunSource.RETRY: _("Started again."),
}
"""Where no user is known."""
STANDS: dict[str, Promise] = {
    RunStatus.QUEUED: _("It waits for a worker."),
    RunStatus.RUNNING: _("It has been working for {span}."),
    RunStatus.RETRYING: _("Its last attempt failed; it will be tried again."),
    RunStatus.CANCELLING: _("It was asked to stop."),
    RunStatus.SUCCEEDED: _("It succeeded in {span}."),
    RunStatus.PARTIAL: _("It ended after {span} with part of its work done."),
    RunStatus.FAILED: _("It failed after {span}."),
    RunStatus.CANCELLED: _("It was cancelled."),
    RunStatus.LOST: _("Its worker was lost."),
    RunStatus.SKIPPED: _("It was skipped."),
}
STOPS: dict[Stop, Promise] = {
    Stop.REQUESTED: _("Requested"),
    Stop.PUBLISHED: _("Sent to the queue"),
    Stop.STARTED: _("Attempt {attempt} started"),
    Stop.ATTEMPT_ENDED: _("Attempt {attempt} ended"),
    Stop.NEXT_ATTEMPT: _("Next attempt"),
    Stop.FINISHED: _("Finished"),
}


def headline(state: RunState, outcome: RunOutcome) -> str:
    """Return who asked for the run, how it stands and whether it can be trusted."""
    return " ".join(_sentences(state, outcome))


def _sentences(state: RunState, outcome: RunOutcome) -> Iterator[str]:
    run = state.run
    asked = ASKED if run.username else ASKED | ASKED_BY_NOBODY
    yield str(asked[run.source]).format(user=run.username, schedule=run.schedule_name)
    if run.dry_run:
        yield say("It is a dry run: nothing that it does stays.")
    yield str(STANDS[run.status]).format(span=duration(state.elapsed))
    if run.ties:
        yield say("Its controls tie.")
    elif run.ties is False:
        yield say("{loose} of {all} controls do not tie.", _controls(outcome))
    if run.set_aside:
        yield say("{rows} rows were set aside.", {"rows": run.set_aside})


def _controls(outcome: RunOutcome) -> dict[str, int]:
    return {"loose": outcome.loose, "all": len(outcome.controls)}


def stop_word(step: Step) -> str:
    """Return what happened at a point of the run's way."""
    return str(STOPS[step.stop]).format(attempt=step.attempt)


def progress_words(state: RunState) -> str:
    """Return how far the run is, in its own count or that of its children."""
    done = number(state.done, 0)
    if state.total is None:
        return done if state.done else ""
    return say("{done} of {total}", {"done": done, "total": number(state.total, 0)})
