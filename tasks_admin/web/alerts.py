"""Alerts: what is wrong, who knows it, and what is over."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_celery_beat.models import PeriodicTask

from background.errors import InvalidParams
from tasks_admin.access import Right, may, requires
from tasks_admin.queries import alerts as found
from tasks_admin.services import acknowledging, notifying
from tasks_admin.web.answering import HtmxRequest

to_act = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Right.VIEW)
def alerts(request: HtmxRequest) -> HttpResponse:
    """Show what is wrong now, then what was."""
    older = request.GET.get("older", "")
    place = int(older) if older.isdecimal() and len(older) < 19 else None
    context = {
        "open": found.open_alerts() if place is None else [],
        "past": found.past(place),
        "is_first": place is None,
        "may_acknowledge": may(request.user, Right.ALERTS),
    }
    return render(request, "alerts.html", context)


@to_act
@requires(Right.ALERTS)
def alert_acknowledge(request: HtmxRequest, alert_id: int) -> HttpResponse:
    """Record that the reader knows."""
    if request.method == "POST":
        note = request.POST.get("note", "")
        acknowledging.acknowledge(alert_id, user=request.user, note=note)
    return redirect("tasks_admin:alerts")


@to_act
@requires(Right.SCHEDULE)
def schedule_alerts(request: HtmxRequest, schedule_id: int) -> HttpResponse:
    """Choose which alerts a schedule has, and whom they are told."""
    schedule = PeriodicTask.objects.filter(pk=schedule_id).first()
    if schedule is None:
        raise Http404
    policy = found.policy(schedule_id)
    emails, refused = "\n".join(policy.emails), None
    if request.method == "POST":
        emails = request.POST.get("emails", "")
        raw = {"events": request.POST.getlist("events"), "emails": emails.split()}
        try:
            notifying.choose(schedule, raw, user=request.user)
        except InvalidParams as error:
            refused = error
        else:
            return redirect("tasks_admin:schedule", schedule_id)
    context = {"schedule": schedule, "policy": policy, "emails": emails, "refused": refused}
    return render(request, "schedule_alerts.html", context, status=422 if refused else 200)
