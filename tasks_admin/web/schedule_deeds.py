"""What people do to a stored schedule: switch it, run it now, take it over, remove it, go back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from background import registry
from background.errors import NotFound, TaskError
from tasks_admin.access import Right, may, may_launch, requires
from tasks_admin.queries import schedule_edits
from tasks_admin.queries.removals import consequences
from tasks_admin.queries.removed_schedules import removed_schedule
from tasks_admin.queries.seen_schedules import seen_schedules
from tasks_admin.services import scheduling
from tasks_admin.services.drafting import asks
from tasks_admin.web import schedule_words
from tasks_admin.web.answering import HtmxRequest
from tasks_admin.web.param_form import CONFIRMED, KEY
from tasks_admin.web.schedules import show

to_act = require_http_methods(["GET", "HEAD", "POST"])


@to_act
@requires(Right.SCHEDULE)
def schedule_switch(request: HtmxRequest, schedule_id: int) -> HttpResponse:
    """Switch the schedule on, or off."""
    if request.method != "POST":
        return redirect("tasks_admin:schedule", schedule_id)
    try:
        is_on, confirmed = "on" in request.POST, CONFIRMED in request.POST
        scheduling.switch(schedule_id, is_on, user=request.user, confirmed=confirmed)
    except NotFound as gone:
        raise Http404 from gone
    except TaskError as refusal:
        return show(request, schedule_id, refusal)
    return redirect("tasks_admin:schedule", schedule_id)


@to_act
@requires(Right.LAUNCH)
def schedule_run(request: HtmxRequest, schedule_id: int) -> HttpResponse:
    """Run the schedule's task once, now, with its values."""
    if request.method != "POST":
        return redirect("tasks_admin:schedule", schedule_id)
    task = seen_schedules().filter(pk=schedule_id).values_list("task", flat=True).first()
    if task and task in registry and not may_launch(request.user, registry.get(task)):
        raise PermissionDenied
    key = request.POST.get(KEY, "")[:64]
    try:
        run = scheduling.run_now(
            schedule_id,
            user=request.user,
            idempotency_key=f"form:{request.user.pk}:{key}" if key else None,
        )
    except NotFound as gone:
        raise Http404 from gone
    except TaskError as refusal:
        return show(request, schedule_id, refusal)
    return redirect("tasks_admin:run", run.pk)


@to_act
@requires(Right.SCHEDULE)
def schedule_adopt(request: HtmxRequest, schedule_id: int) -> HttpResponse:
    """Answer for the schedule from now on."""
    if request.method == "POST":
        try:
            scheduling.adopt(schedule_id, user=request.user)
        except NotFound as gone:
            raise Http404 from gone
    return redirect("tasks_admin:schedule", schedule_id)


@to_act
@requires(Right.SCHEDULE)
def schedule_delete(request: HtmxRequest, schedule_id: int) -> HttpResponse:
    """Say what removing the schedule affects; a POST removes it."""
    if request.method == "POST":
        try:
            scheduling.delete(schedule_id, user=request.user)
        except NotFound as gone:
            raise Http404 from gone
        return redirect("tasks_admin:schedules")
    found = consequences(schedule_id, timezone.now())
    if found is None:
        raise Http404
    return render(request, "schedule_delete.html", {"found": found})


@require_safe
@requires(Right.VIEW)
def schedule_history(request: HtmxRequest, schedule_id: int) -> HttpResponse:
    """Show who changed the schedule, and what was different before."""
    return _show_edits(request, schedule_id)


@to_act
@requires(Right.SCHEDULE)
def schedule_revert(request: HtmxRequest, schedule_id: int) -> HttpResponse:
    """Make the schedule what it was before an edit."""
    if request.method != "POST":
        return redirect("tasks_admin:schedule-history", schedule_id)
    side = request.POST.get("to", "")
    entry = request.POST.get("entry", "")
    if side not in (schedule_edits.BEFORE, schedule_edits.AFTER) or not entry.isdecimal():
        raise Http404
    try:
        confirmed = CONFIRMED in request.POST
        scheduling.revert(schedule_id, int(entry), to=side, user=request.user, confirmed=confirmed)
    except NotFound as gone:
        raise Http404 from gone
    except TaskError as refusal:
        return _show_edits(request, schedule_id, refusal)
    return redirect("tasks_admin:schedule", schedule_id)


def _show_edits(
    request: HtmxRequest, schedule_id: int, refusal: TaskError | None = None
) -> HttpResponse:
    schedule = seen_schedules().filter(pk=schedule_id).first()
    gone = None if schedule else removed_schedule(schedule_id)
    if schedule is None and gone is None:
        raise Http404
    told: list[tuple[Any, str, Any]] = [
        (one, schedule_words.how(one), schedule_words.changes(one.before, one.after))
        for one in schedule_edits.edits(schedule_id)
    ]
    context = {
        "schedule": schedule or gone,
        "gone": gone,
        "edits": told,
        "refusal": refusal,
        "asks": schedule is not None and asks(schedule.task),
        "may_change": schedule is not None and may(request.user, Right.SCHEDULE),
    }
    return render(request, "schedule_edits.html", context, status=409 if refusal else 200)
