"""What programs do to a run: stop it, have it done again, keep it."""

from enum import StrEnum
from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, ConfigDict

from background import registry
from background.errors import NotAllowed
from tasks_admin.access import Right
from tasks_admin.api import telling
from tasks_admin.api.answers import RunDetailAnswer
from tasks_admin.api.callers import Caller, caller_of, needs
from tasks_admin.api.orders import IdempotencyKey
from tasks_admin.api.runs import found_or_404
from tasks_admin.models import Run, RunSource, RunStatus
from tasks_admin.queries import run_detail
from tasks_admin.queries.run_answer import RunAnswer, run_answer
from tasks_admin.queries.targets import BULK_TASK
from tasks_admin.services import cancelling, keeping, retrying

router = Router(tags=["runs"])
ACCEPTED = {HTTPStatus.ACCEPTED: RunAnswer}


class Mode(StrEnum):
    """How to stop a run."""

    GRACEFUL = "graceful"
    """At its next progress report."""
    TERMINATE = "terminate"
    """At once, by ending the process that works on it."""


class Cancel(BaseModel):
    """How to stop the run."""

    model_config = ConfigDict(extra="forbid")

    mode: Mode = Mode.GRACEFUL


@router.post(
    "/{uuid:run_id}/cancel",
    response=ACCEPTED,
    operation_id="cancel",
    summary="Stop it",
    auth=needs(Right.CANCEL),
)
def cancel(request: HttpRequest, run_id: UUID, body: Cancel | None = None) -> Status[RunAnswer]:
    """Cancel the run; 409 `not_possible` where it has ended. `terminate` needs its own right."""
    stop(caller_of(request), found_or_404(run_id), body.mode if body else Mode.GRACEFUL)
    return Status(HTTPStatus.ACCEPTED, run_answer(found_or_404(run_id)))


@router.post(
    "/{uuid:run_id}/retry",
    response=ACCEPTED,
    operation_id="retry",
    summary="Do it again",
    auth=needs(Right.CANCEL),
)
def retry(
    request: HttpRequest,
    response: HttpResponse,
    run_id: UUID,
    idempotency_key: IdempotencyKey = None,
) -> Status[RunAnswer]:
    """Launch the run's values again; 409 unless it failed, was lost, cancelled or partial."""
    made = retried(caller_of(request), found_or_404(run_id), idempotency_key)
    return _made(response, made)


@router.post(
    "/{uuid:run_id}/retry-children",
    response=ACCEPTED,
    operation_id="retry_children",
    summary="Do its failed children again",
    auth=needs(Right.CANCEL),
)
def retry_children(
    request: HttpRequest,
    response: HttpResponse,
    run_id: UUID,
    idempotency_key: IdempotencyKey = None,
) -> Status[RunAnswer]:
    """Launch a run that does those children again that did not succeed; return it."""
    caller, found = caller_of(request), found_or_404(run_id)
    if not caller.may_launch(registry.get(BULK_TASK)):
        raise NotAllowed("You may not launch {task}", task=BULK_TASK)
    made = retrying.retry_children(
        found,
        user=caller.user,
        source=RunSource.API,
        idempotency_key=_key("retry-children", caller, found, idempotency_key),
    )
    return _made(response, made)


@router.post(
    "/{uuid:run_id}/keep",
    response=RunDetailAnswer,
    operation_id="keep_run",
    summary="Never remove it",
    auth=needs(Right.KEEP),
)
def keep(request: HttpRequest, run_id: UUID) -> RunDetailAnswer:
    """Keep the run and its children, whatever the rules of retention say."""
    keeping.keep(found_or_404(run_id), user=caller_of(request).user)
    return _whole(request, run_id)


@router.post(
    "/{uuid:run_id}/let-go",
    response=RunDetailAnswer,
    operation_id="let_go_run",
    summary="Leave it to retention again",
    auth=needs(Right.KEEP),
)
def let_go(request: HttpRequest, run_id: UUID) -> RunDetailAnswer:
    """Leave the run to the rules of retention."""
    keeping.let_go(found_or_404(run_id), user=caller_of(request).user)
    return _whole(request, run_id)


def stop(caller: Caller, found: Run, mode: Mode) -> None:
    """Stop a run; one that is cancelled already stays so.

    Raises NotAllowed, and NotPossible for a run that has ended otherwise.
    """
    if mode is Mode.TERMINATE:
        caller.check(Right.TERMINATE)
    if found.state is RunStatus.CANCELLED:
        return
    (cancelling.terminate if mode is Mode.TERMINATE else cancelling.cancel)(found, user=caller.user)


def retried(caller: Caller, found: Run, key: str | None) -> Run:
    """Launch the values of a run again for a caller; raises NotAllowed or NotPossible."""
    spec = run_detail.spec_of(found)
    if spec is not None and not caller.may_launch(spec):
        raise NotAllowed("You may not launch {task}", task=spec.name)
    return retrying.retry(
        found, user=caller.user, idempotency_key=_key("retry", caller, found, key)
    )


def _whole(request: HttpRequest, run_id: UUID) -> RunDetailAnswer:
    may_read = caller_of(request).may(Right.TRACEBACK)
    return telling.whole_run(found_or_404(run_id), with_traceback=may_read)


def _key(deed: str, caller: Caller, found: Run, key: str | None) -> str | None:
    return f"api:{deed}:{found.pk}:{caller.user.pk}:{key}" if key else None


def _made(response: HttpResponse, made: Run) -> Status[RunAnswer]:
    answer = run_answer(made)
    response["Location"] = answer.url
    return Status(HTTPStatus.ACCEPTED, answer)
