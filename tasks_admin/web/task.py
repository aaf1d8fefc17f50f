"""One task: its page, its form, and the launch."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods

from background import TaskSpec, registry
from background.door import Order
from background.errors import AlreadyRunning, FieldError, InvalidParams, NotAllowed
from tasks_admin.access import Right, may_launch, requires
from tasks_admin.models import Run, RunSource
from tasks_admin.queries.task_detail import params_of, task_detail
from tasks_admin.services.launching import Origin, launch
from tasks_admin.web.answering import HtmxRequest
from tasks_admin.web.copying import commands
from tasks_admin.web.param_form import CONFIRMED, KEY, ParamForm, given_values, raw_values
from tasks_admin.web.uploads import taken_in

FROM = "from"
DRY_RUN = "dry_run"
UNCONFIRMED = _("Tick the box to say that this is what you want: it cannot be undone.")
Earlier = tuple[Run, dict[str, object]]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.VIEW)
def task(request: HtmxRequest, name: str) -> HttpResponse:
    """Show the task with its form; a POST launches it."""
    if name not in registry:
        raise Http404
    spec = registry.get(name)
    if request.method == "POST":
        return _launch(request, spec)
    earlier = params_of(request.GET.get(FROM, ""), spec.name)
    now = timezone.localtime()
    given = (earlier[1] if earlier else {}) | given_values(spec, request.GET, now=now)
    form = ParamForm.blank(spec, now=now, given=given)
    return _show(request, spec, form, earlier)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.VIEW)
def task_commands(request: HtmxRequest, name: str) -> HttpResponse:
    """Answer the form's own request: its values as commands; nothing is launched."""
    if name not in registry:
        raise Http404
    if request.method != "POST":
        return redirect("tasks_admin:task", name)
    spec = registry.get(name)
    form = ParamForm.refused(spec, request.POST, (), now=timezone.localtime())
    return render(request, "task.html#commands", {"commands": commands(request, spec, form)})


def _launch(request: HtmxRequest, spec: TaskSpec) -> HttpResponse:
    if not may_launch(request.user, spec):
        raise PermissionDenied
    now = timezone.localtime()
    earlier = params_of(request.POST.get(FROM, ""), spec.name)
    posted, problems = taken_in(spec, request)
    try:
        if problems:
            raise InvalidParams(problems)
        values = raw_values(spec, posted, now=now)
        run = _launched(request, spec, values, repeats=earlier[0] if earlier else None)
    except InvalidParams as refusal:
        form = ParamForm.refused(spec, posted, refusal.errors, now=now)
        return _show(request, spec, form, earlier, status=422)
    except NotAllowed as refusal:
        reason = FieldError("", refusal.message, refusal.fields)
        form = ParamForm.refused(spec, posted, [reason], now=now)
        return _show(request, spec, form, earlier, status=403)
    except AlreadyRunning as refusal:
        reason = FieldError("", refusal.message, refusal.fields)
        form = ParamForm.refused(spec, posted, [reason], now=now)
        return _show(request, spec, form, earlier, status=409, in_the_way=refusal.run_id)
    return redirect("tasks_admin:run", run.pk)


def _launched(
    request: HtmxRequest, spec: TaskSpec, values: dict[str, Any], *, repeats: Run | None
) -> Run:
    is_dry = spec.dry_run and DRY_RUN in request.POST
    if spec.destructive and not is_dry and CONFIRMED not in request.POST:
        raise InvalidParams([FieldError("", UNCONFIRMED)])
    # Each button has a key of its own: who has tried it may go back and run it.
    key = request.POST.get(KEY, "")[:64] + (f":{DRY_RUN}" if is_dry else "")
    return launch(
        spec.name,
        values,
        source=RunSource.OPERATOR,
        user=request.user,
        idempotency_key=f"form:{request.user.pk}:{key}" if request.POST.get(KEY) else None,
        origin=Origin(retry_of=repeats),
        order=Order(dry_run=is_dry),
    )


def _show(
    request: HtmxRequest,
    spec: TaskSpec,
    form: ParamForm,
    earlier: Earlier | None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    page = {
        "task": task_detail(spec),
        "form": form.compared(earlier[1]) if earlier else form,
        "earlier": earlier[0] if earlier else None,
        "may_launch": may_launch(request.user, spec),
        "commands": commands(request, spec, form),
        **context,
    }
    return render(request, "task.html", page, status=status)
