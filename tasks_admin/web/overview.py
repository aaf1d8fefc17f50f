"""The first page: is everything all right, and what is next?"""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks_admin.access import Right, requires
from tasks_admin.queries import overview as found
from tasks_admin.web.answering import HtmxRequest, answer, digest, has_seen, nothing_new


@require_safe
@requires(Right.VIEW)
def overview(request: HtmxRequest) -> HttpResponse:
    """Show what runs, what failed, what comes next and which datasets are fresh."""
    now = timezone.now()
    board = found.overview(now)
    # Relative times are part of the page: without changes it is drawn again once a minute.
    seen = digest(board, now.replace(second=0, microsecond=0))
    if has_seen(request, seen):
        return nothing_new()
    return answer(request, "overview.html", {"board": board, "seen": seen}, part="board")
