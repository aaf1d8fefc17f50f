"""Queues, workers and circuit breakers: who serves what, and what holds runs up."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tasks_admin.access import Right, may, requires
from tasks_admin.queries import queues
from tasks_admin.queries.breakers import BreakerRow, breakers
from tasks_admin.queries.heartbeats import Life, signs_of_life
from tasks_admin.services import breaking
from tasks_admin.web.answering import HtmxRequest, answer, digest, has_seen, nothing_new


@require_safe
@requires(Right.VIEW)
def workers(request: HtmxRequest) -> HttpResponse:
    """Show what waits where, who works on what, and which services are left alone."""
    now = timezone.now()
    board, circuits, life = queues.board(now), breakers(), signs_of_life(now)
    seen = _seen(board, circuits, life, now)
    if has_seen(request, seen):
        return nothing_new()
    context = {
        "board": board,
        "breakers": circuits,
        "life": life,
        "may_reset": may(request.user, Right.CANCEL),
        "seen": seen,
    }
    return answer(request, "workers.html", context, part="board")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.CANCEL)
def breaker_reset(request: HtmxRequest) -> HttpResponse:
    """Close a circuit by hand; to close one that is closed does nothing."""
    if request.method == "POST":
        name = request.POST.get("name", "")
        if not breaking.reset(name, user=request.user):
            raise Http404
    return redirect("tasks_admin:workers")


def _seen(board: queues.Board, circuits: list[BreakerRow], life: list[Life], now: datetime) -> str:
    """What a poll compares; ages alone are drawn again once a minute."""
    ageless = (
        [replace(one, waits_for=None, workers=(), silent=()) for one in board.queues],
        [_ageless(worker) for worker in board.workers],
        board.elsewhere,
    )
    minute = now.replace(second=0, microsecond=0)
    return digest(ageless, circuits, [replace(one, last_seen=None) for one in life], minute)


def _ageless(worker: queues.WorkerRow) -> queues.WorkerRow:
    """The worker without what changes by itself."""
    silent_for = timedelta(0) if worker.silent_for is not None else None
    return replace(worker, seen_at=worker.started_at, silent_for=silent_for)
