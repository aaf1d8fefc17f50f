"""The list of runs."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from tasks_admin.access import Right, may, requires
from tasks_admin.models import RunSource
from tasks_admin.queries import runs as found
from tasks_admin.queries.run_filter import RunFilter
from tasks_admin.queries.targets import deed_of
from tasks_admin.web.answering import HtmxRequest, answer, digest, has_seen, nothing_new


@require_safe
@requires(Right.VIEW)
def runs(request: HtmxRequest) -> HttpResponse:
    """Show the runs that the address asks for; the newest page keeps itself up to date."""
    chosen = RunFilter.read(request.GET.dict())
    page, tabs = found.page(chosen, request.GET.dict()), found.tabs(chosen)
    seen = digest(chosen, page, tabs, timezone.now().replace(second=0, microsecond=0))
    if has_seen(request, seen):
        return nothing_new()
    context = {
        "chosen": chosen,
        "page": page,
        "tabs": tabs,
        "deed": deed_of(chosen) if may(request.user, Right.CANCEL) else None,
        "seen": seen,
        "task_choices": found.task_choices(),
        "source_choices": RunSource.choices,
    }
    response = answer(request, "runs.html", context, part="list")
    if request.htmx and "seen" not in request.GET:
        # A filter was changed: the address says so, without the fields that ask for nothing.
        push_url(response, f"{request.path}?{chosen.query_string()}")
    return response
