"""The board of the next 24 hours."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks_admin.access import Right, requires
from tasks_admin.queries.next_day import next_day
from tasks_admin.web.answering import HtmxRequest, answer, digest, has_seen, nothing_new


@require_safe
@requires(Right.VIEW)
def schedules_next(request: HtmxRequest) -> HttpResponse:
    """Show what works, what waits and what comes by itself; one poll keeps all of it up to date."""
    now = timezone.now()
    board = next_day(now)
    seen = digest(board, now.replace(second=0, microsecond=0))
    if has_seen(request, seen):
        return nothing_new()
    return answer(
        request, "next_day.html", {"board": board, "seen": seen, "now": now}, part="board"
    )
