"""Schedules: when next, did they keep their promises, and how to hold them."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_safe

from background.errors import TaskError, ValidationFailed
from tasks_admin.access import Right, may, requires
from tasks_admin.queries import schedules as found
from tasks_admin.queries.balances import balance_of_day
from tasks_admin.queries.runs import task_choices
from tasks_admin.queries.schedule_filter import SORTS, STATES, ScheduleFilter
from tasks_admin.queries.seen_schedules import seen_schedules
from tasks_admin.services import pausing
from tasks_admin.web.answering import HtmxRequest
from tasks_admin.web.ledger_view import ledger_of
from tasks_admin.web.removed_schedules import show_removed
from tasks_admin.web.schedule_standing import standing

to_act = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Right.VIEW)
def schedules(request: HtmxRequest) -> HttpResponse:
    """Show all schedules."""
    return _show_all(request)


@require_safe
@requires(Right.VIEW)
def schedule(request: HtmxRequest, schedule_id: int) -> HttpResponse:
    """Show one schedule and what became of its moments."""
    return show(request, schedule_id)


@to_act
@requires(Right.SCHEDULE)
def schedule_pause(request: HtmxRequest, schedule_id: int) -> HttpResponse:
    """Hold the schedule, or let it go on where the form asks for that."""
    held = seen_schedules().filter(pk=schedule_id).first()
    if held is None:
        raise Http404
    if request.method == "POST":
        try:
            if "resume" in request.POST:
                pausing.resume(held, user=request.user)
            else:
                reason, until = request.POST.get("reason", ""), _until(request)
                pausing.pause(held, user=request.user, reason=reason, until=until)
        except TaskError as refusal:
            return show(request, schedule_id, refusal)
    return redirect("tasks_admin:schedule", schedule_id)


@to_act
@requires(Right.SCHEDULE)
def schedules_pause(request: HtmxRequest) -> HttpResponse:
    """Hold all schedules, or let them go on."""
    if request.method == "POST":
        try:
            if "resume" in request.POST:
                pausing.resume_all(user=request.user)
            else:
                reason, until = request.POST.get("reason", ""), _until(request)
                pausing.pause_all(user=request.user, reason=reason, until=until)
        except TaskError as refusal:
            return _show_all(request, refusal)
    return redirect("tasks_admin:schedules")


def _until(request: HtmxRequest) -> datetime | None:
    """The end of a pause as the browser sends it: local time, without a zone."""
    text = request.POST.get("until", "").strip()
    if not text:
        return None
    try:
        local = parse_datetime(text)
    except ValueError:
        local = None
    if local is None:
        raise ValidationFailed("{text} is no moment", text=text[:40])
    return local if timezone.is_aware(local) else timezone.make_aware(local)


def _show_all(request: HtmxRequest, refusal: TaskError | None = None) -> HttpResponse:
    now = timezone.now()
    chosen = ScheduleFilter.read(request.GET.dict())
    page = found.schedules(chosen, now)
    context = {
        "chosen": chosen,
        "page": page,
        "earlier": chosen.query_string(page=str(page.number - 1)),
        "later": chosen.query_string(page=str(page.number + 1)),
        "balance": balance_of_day(now),
        "task_choices": task_choices(),
        "states": STATES,
        "sorts": SORTS,
        "all_paused": found.pause_of_all(now),
        "may_change": may(request.user, Right.SCHEDULE),
        "may_export": may(request.user, Right.EXPORT),
        "refusal": refusal,
    }
    return render(request, "schedules.html", context, status=422 if refusal else 200)


def show(request: HtmxRequest, schedule_id: int, refusal: TaskError | None = None) -> HttpResponse:
    """Render the page of a schedule, with what could not be done to it."""
    now = timezone.now()
    one = found.schedule(schedule_id, now)
    if one is None:
        return show_removed(request, schedule_id, now)
    context = {
        "schedule": one,
        "coming": found.coming(schedule_id, now),
        **ledger_of(request, schedule_id, one.zone, now),
        "all_paused": found.pause_of_all(now),
        "may_change": may(request.user, Right.SCHEDULE),
        "refusal": refusal,
        **standing(request.user, schedule_id, now),
    }
    return render(request, "schedule.html", context, status=422 if refusal else 200)
