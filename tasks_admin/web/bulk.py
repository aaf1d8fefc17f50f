"""The same for every run that fits a filter: first what it would be, then the run that does it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from background import registry
from tasks_admin.access import Right, may_launch, requires
from tasks_admin.models import RunSource
from tasks_admin.queries import targets
from tasks_admin.queries.run_filter import TAB_LABELS, RunFilter
from tasks_admin.queries.run_rows import title_of
from tasks_admin.queries.targets import BULK_TASK, Deed
from tasks_admin.services.launching import launch
from tasks_admin.web.answering import HtmxRequest
from tasks_admin.web.param_form import KEY, new_key
from tasks_admin.wording import day, say

FILTER_LABELS: dict[str, Promise] = {
    "tab": _("Status"),
    "task": _("Task"),
    "source": _("Started by"),
    "user": _("User"),
    "text": _("Text"),
    "since": _("From"),
    "until": _("To"),
    "parent": _("Launched by run"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.CANCEL)
def bulk(request: HtmxRequest) -> HttpResponse:
    """Show to which runs it would be done; a POST does it and leads to the run that does."""
    given = request.POST if request.method == "POST" else request.GET
    chosen = RunFilter.read(given.dict())
    deed = targets.deed_of(chosen)
    if deed is None:
        raise Http404
    if not may_launch(request.user, registry.get(BULK_TASK)):
        raise PermissionDenied
    if request.method == "POST":
        return _launch(request, deed, chosen)
    runs = targets.targets(deed, chosen)
    context = {
        "deed": deed,
        "chosen": chosen,
        "narrowed": _in_words(chosen),
        "count": targets.count(runs),
        "most": targets.COUNTED,
        "rows": targets.first(runs),
        "key": new_key(),
    }
    return render(request, "bulk.html", context)


def _launch(request: HtmxRequest, deed: Deed, chosen: RunFilter) -> HttpResponse:
    key = request.POST.get(KEY, "")[:64]
    run = launch(
        BULK_TASK,
        {"action": deed.value, "query": chosen.query_string()},
        source=RunSource.OPERATOR,
        user=request.user,
        idempotency_key=f"form:{request.user.pk}:{key}" if key else None,
    )
    return redirect("tasks_admin:run", run.pk)


def _in_words(chosen: RunFilter) -> list[tuple[str, str]]:
    """The filter as label and value, for people."""
    words = {
        "tab": str(TAB_LABELS[chosen.tab]),
        "task": say(title_of(chosen.task)),
        "source": str(RunSource(chosen.source).label) if chosen.source else "",
        "user": chosen.user,
        "text": chosen.text,
        "since": day(chosen.since),
        "until": day(chosen.until),
        "parent": chosen.parent[-8:],
    }
    return [(str(FILTER_LABELS[name]), word) for name, word in words.items() if word]
