"""The catalogue of tasks."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks_admin.access import Right, requires
from tasks_admin.queries.catalogue import catalogue
from tasks_admin.web.answering import HtmxRequest


@require_safe
@requires(Right.VIEW)
def tasks(request: HtmxRequest) -> HttpResponse:
    """List every task by area with its last run."""
    return render(request, "tasks.html", {"areas": catalogue()})
