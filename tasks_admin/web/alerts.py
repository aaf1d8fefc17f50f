"""Alerts: what is wrong, who knows it, and what is over."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tasks_admin.access import Right, may, requires
from tasks_admin.queries import alerts as found
from tasks_admin.services import acknowledging
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
