"""Schedules that are gone: who removed them, what they were, and what became of their moments."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks_admin.access import Right, requires
from tasks_admin.queries import removed_schedules as found
from tasks_admin.web.answering import HtmxRequest
from tasks_admin.web.ledger_view import ledger_of
from tasks_admin.web.schedule_words import changes


@require_safe
@requires(Right.VIEW)
def schedules_removed(request: HtmxRequest) -> HttpResponse:
    """Show which schedules were removed, the latest first."""
    return render(request, "schedules_removed.html", {"removed": found.removed_schedules()})


def show_removed(request: HttpRequest, schedule_id: int, now: datetime) -> HttpResponse:
    """Render what is left of a schedule that is gone; raises Http404 where there never was one."""
    gone = found.removed_schedule(schedule_id)
    if gone is None:
        raise Http404
    context = {
        "schedule": gone,
        "facts": changes(None, gone.before) if gone.before else [],
        **ledger_of(request, schedule_id, gone.zone, now),
    }
    return render(request, "schedule_removed.html", context)
