"""The desk for rows set aside: groups, their rows, decisions on them, and running again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from background import registry
from background.errors import TaskError
from tasks_admin.access import Right, may, may_launch, requires
from tasks_admin.models import SetAsideCase
from tasks_admin.queries import desk as found
from tasks_admin.queries.desk import DeskFilter
from tasks_admin.services import retrying
from tasks_admin.services.deciding import DEEDS, decide
from tasks_admin.web.answering import HtmxRequest
from tasks_admin.web.param_form import KEY, new_key
from tasks_admin.wording import say

Status = SetAsideCase.Status
ALL_ROWS = "all"


@require_safe
@requires(Right.VIEW)
def set_aside(request: HtmxRequest) -> HttpResponse:
    """Show the groups that the address asks for, or the rows of the one that it names."""
    chosen = DeskFilter.read(request.GET.dict())
    return _show(request, chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.DESK)
def set_aside_decide(request: HtmxRequest) -> HttpResponse:
    """Mark the ticked rows, or all of the group, as the button says."""
    chosen = DeskFilter.read(request.POST.dict() or request.GET.dict())
    status = request.POST.get("decision", "")
    if request.method != "POST" or status not in DEEDS or not chosen.is_group:
        return redirect(_address(chosen))
    cases = chosen.cases()
    if request.POST.get("which") != ALL_ROWS:
        ids = [int(one) for one in request.POST.getlist("row") if one.isdecimal()]
        cases = cases.filter(pk__in=ids)
    try:
        note = request.POST.get("note", "")
        count = decide(cases, Status(status), note=note, user=request.user)
    except TaskError as refusal:
        return _show(request, chosen, status=422, refusal=refusal)
    told = ngettext("{count} row was marked.", "{count} rows were marked.", count)
    messages.success(request, told.format(count=count))
    return redirect(_address(chosen))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.CANCEL)
def set_aside_rerun(request: HtmxRequest) -> HttpResponse:
    """Run the task of the group again with the values of the run that met its rows last."""
    chosen = DeskFilter.read(request.POST.dict() or request.GET.dict())
    run = found.newest_run(chosen) if chosen.task else None
    if request.method != "POST":
        return redirect(_address(chosen))
    if run is None or run.task_name not in registry:
        raise Http404
    if not may_launch(request.user, registry.get(run.task_name)):
        return _show(request, chosen, status=403)
    key = request.POST.get(KEY, "")[:64]
    name = f"desk:{run.pk}:{key}" if key else None
    try:
        again = retrying.repeat(run, user=request.user, idempotency_key=name)
    except TaskError as refusal:
        return _show(request, chosen, status=409, refusal=refusal)
    return redirect("tasks_admin:run", again.pk)


def _show(
    request: HtmxRequest, chosen: DeskFilter, *, status: int = 200, **extra: Any
) -> HttpResponse:
    run = found.newest_run(chosen) if chosen.task else None
    spec = registry.get(run.task_name) if run and run.task_name in registry else None
    counts = found.statuses(chosen)
    context: dict[str, Any] = {
        "chosen": chosen,
        "tabs": [(one.value, one.label, counts[one]) for one in Status],
        "may_decide": may(request.user, Right.DESK),
        "run": run,
        "spec": spec,
        "may_rerun": spec is not None
        and not spec.destructive
        and may(request.user, Right.CANCEL)
        and may_launch(request.user, spec),
        "key": new_key(),
        **extra,
    }
    if chosen.is_group:
        context["page"] = found.page(chosen, request.GET.get("after", ""))
        context["title"] = say(registry.get(chosen.task).title) if spec else chosen.task
        return render(request, "set_aside_rows.html", context, status=status)
    context["groups"] = found.groups(chosen)
    return render(request, "set_aside.html", context, status=status)


def _address(chosen: DeskFilter) -> str:
    return f"{reverse('tasks_admin:set-aside')}?{chosen.query_string()}"
