"""One run: its page, the part that is polled, and its files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks_admin.access import Right, may, requires
from tasks_admin.models import Run
from tasks_admin.queries import run_detail, run_kin
from tasks_admin.queries.run_files import opened
from tasks_admin.queries.waiting import Reason, why
from tasks_admin.web.answering import HtmxRequest, digest, has_seen, nothing_new
from tasks_admin.web.headline import headline, progress_words
from tasks_admin.web.offers import offers
from tasks_admin.web.parameters import changes, shown, things_of

ALL_LINES = "all"


@dataclass(frozen=True)
class Standing:
    """What a poll compares: the run's version, how its children stand, and why it waits."""

    run: Run
    now: datetime
    tallies: run_kin.Tallies
    reasons: list[Reason]

    @classmethod
    def of(cls, run: Run) -> "Standing":
        """Look at the run as it stands now."""
        now = timezone.now()
        return cls(run, now, run_kin.tallies_of(run), why(run, now))

    @property
    def seen(self) -> str:
        """A short text that differs when anything of it does."""
        moving = (self.tallies, self.reasons)
        return f"{self.run.version}-{digest(moving)}" if any(moving) else str(self.run.version)


@require_safe
@requires(Right.VIEW)
def run(request: HtmxRequest, run_id: UUID) -> HttpResponse:
    """Show what is happening, what came out, and whether it can be trusted."""
    return show(request, found_or_404(run_id))


def show(request: HtmxRequest, found: Run, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Answer with the whole page of a run."""
    is_whole = request.GET.get("log") == ALL_LINES
    log = run_detail.log_of(found, limit=None if is_whole else run_detail.LINES_SHOWN)
    spec = run_detail.spec_of(found)
    context = _context(request, Standing.of(found)) | {
        "log": log,
        "params": shown(found, spec),
        "changes": changes(found, found.retry_of, spec),
        **extra,
    }
    return render(request, "run.html", context, status=status)


@require_safe
@requires(Right.VIEW)
def run_status(request: HtmxRequest, run_id: UUID) -> HttpResponse:
    """Answer the page's poll: 204 when nothing changed, else the moving parts and new lines."""
    if not request.htmx:
        return redirect("tasks_admin:run", run_id)
    found = found_or_404(run_id)
    standing = Standing.of(found)
    if has_seen(request, standing.seen):
        return nothing_new()
    context = _context(request, standing) | {
        "log": run_detail.log_of(found, after=_number(request.GET.get("after", ""))),
        "is_poll": True,
        "has_turned": request.GET.get("status") != found.status,
    }
    return render(request, "run.html#poll", context)


@require_safe
@requires(Right.EXPORT)
def run_file(request: HtmxRequest, run_id: UUID, artifact_id: int) -> HttpResponseBase:
    """Send a file that the run kept; never shown in place, always saved."""
    kept = opened(run_id, artifact_id)
    if kept is None:
        raise Http404
    return FileResponse(kept.content, as_attachment=True, filename=kept.name)


def found_or_404(run_id: UUID) -> Run:
    """Return the run; a page that is not there for any other id."""
    found = run_detail.find(run_id)
    if found is None:
        raise Http404
    return found


def _context(request: HtmxRequest, standing: Standing) -> dict[str, Any]:
    found, tallies = standing.run, standing.tallies
    state = run_detail.state_of(found, standing.now, tallies)
    outcome = run_detail.outcome_of(found)
    family = run_kin.family_of(found, tallies)
    return {
        "run": found,
        "state": state,
        "outcome": outcome,
        "family": family,
        "things": things_of(family),
        "waits_for": standing.reasons,
        "repeats": run_kin.repeats_of(found),
        "seen": standing.seen,
        "offers": offers(request.user, found, run_detail.spec_of(found), family),
        "headline": headline(state, outcome),
        "progress_words": progress_words(state),
        "may_export": may(request.user, Right.EXPORT),
        "may_see_traceback": may(request.user, Right.TRACEBACK),
    }


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
