"""Who did what: the record of deeds, for those who may read it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks_admin.access import Right, requires
from tasks_admin.models import AuditEntry
from tasks_admin.queries import audit as found
from tasks_admin.queries.audit import AuditFilter
from tasks_admin.web.answering import HtmxRequest


@require_safe
@requires(Right.AUDIT)
def audit(request: HtmxRequest) -> HttpResponse:
    """Show the deeds that the address asks for, newest first."""
    chosen = AuditFilter.read(request.GET.dict())
    context = {
        "chosen": chosen,
        "page": found.page(chosen, request.GET.dict()),
        "action_choices": AuditEntry.Action.choices,
    }
    return render(request, "audit.html", context)
