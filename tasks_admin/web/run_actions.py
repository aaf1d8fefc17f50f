"""What people do to a run: stop it, have it done again, keep it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from background import registry
from background.errors import NotAllowed, TaskError
from tasks_admin.access import Right, may_launch, requires
from tasks_admin.models import Run, RunStatus
from tasks_admin.queries import run_detail
from tasks_admin.queries.targets import BULK_TASK
from tasks_admin.services import keeping, retrying
from tasks_admin.services.cancelling import cancel, terminate
from tasks_admin.web.answering import HtmxRequest
from tasks_admin.web.run import found_or_404, show

# A GET comes here after a sign-in in between, or by hand: it changes nothing and shows the run.
to_act = require_http_methods(["GET", "HEAD", "POST"])


@to_act
@requires(Right.CANCEL)
def run_cancel(request: HtmxRequest, run_id: UUID) -> HttpResponse:
    """Cancel the run."""
    return _stop(request, run_id, cancel)


@to_act
@requires(Right.TERMINATE)
def run_terminate(request: HtmxRequest, run_id: UUID) -> HttpResponse:
    """End the process that works on the run."""
    return _stop(request, run_id, terminate)


@to_act
@requires(Right.CANCEL)
def run_retry(request: HtmxRequest, run_id: UUID) -> HttpResponse:
    """Launch the run's values again and show the new run; a second click leads to the same."""
    key = request.POST.get("key", "")[:64]

    def deed(run: Run) -> Run:
        spec = run_detail.spec_of(run)
        if spec is not None and not may_launch(request.user, spec):
            raise PermissionDenied
        name = f"retry:{run.pk}:{key}" if key else None
        return retrying.retry(run, user=request.user, idempotency_key=name)

    return _act(request, run_id, deed)


@to_act
@requires(Right.CANCEL)
def run_retry_children(request: HtmxRequest, run_id: UUID) -> HttpResponse:
    """Show the run that launches those children again that did not succeed."""
    key = request.POST.get("key", "")[:64]

    def deed(run: Run) -> Run:
        if not may_launch(request.user, registry.get(BULK_TASK)):
            raise PermissionDenied
        name = f"retry-children:{run.pk}:{key}" if key else None
        return retrying.retry_children(run, user=request.user, idempotency_key=name)

    return _act(request, run_id, deed)


@to_act
@requires(Right.KEEP)
def run_keep(request: HtmxRequest, run_id: UUID) -> HttpResponse:
    """Never remove the run."""
    return _act(request, run_id, lambda run: keeping.keep(run, user=request.user))


@to_act
@requires(Right.KEEP)
def run_let_go(request: HtmxRequest, run_id: UUID) -> HttpResponse:
    """Leave the run to the rules of retention again."""
    return _act(request, run_id, lambda run: keeping.let_go(run, user=request.user))


def _stop(request: HtmxRequest, run_id: UUID, stop: Callable[..., None]) -> HttpResponse:
    """Stop the run this way; for one that is cancelled already there is nothing left to do."""

    def deed(run: Run) -> None:
        if run.state is not RunStatus.CANCELLED:
            stop(run, user=request.user)

    return _act(request, run_id, deed)


def _act(request: HtmxRequest, run_id: UUID, deed: Callable[[Run], Run | None]) -> HttpResponse:
    """Do it on a POST and lead to the run it gave, else to this one.

    What is refused is answered with 409, the run as it stands and the reason.
    """
    found = found_or_404(run_id)
    if request.method != "POST":
        return redirect("tasks_admin:run", run_id)
    try:
        made = deed(found)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except TaskError as refusal:
        return show(request, found_or_404(run_id), status=409, refusal=refusal, **_way(refusal))
    return redirect("tasks_admin:run", made.pk if made else run_id)


def _way(refusal: TaskError) -> dict[str, Any]:
    """The run that is in the way, where that is the reason."""
    return {"in_the_way": getattr(refusal, "run_id", None)}
