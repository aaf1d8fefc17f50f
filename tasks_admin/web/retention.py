"""What is removed once it is old: the rules, and which runs they would remove now."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks_admin.access import Right, requires
from tasks_admin.queries import retention as found
from tasks_admin.queries.kept import kept_runs
from tasks_admin.queries.targets import PRUNE_TASK
from tasks_admin.web.answering import HtmxRequest


@require_safe
@requires(Right.PRUNE)
def retention(request: HtmxRequest) -> HttpResponse:
    """Show the rules, what they would remove at this moment, and what is kept from them."""
    context = {
        "rules": found.rules(),
        "audit_days": settings.TASKS_ADMIN_RETENTION_AUDIT_DAYS,
        "ledger_days": settings.TASKS_ADMIN_RETENTION_LEDGER_DAYS,
        "prune_task": PRUNE_TASK,
        "keep_last": settings.TASKS_ADMIN_RETENTION_KEEP_LAST,
        "prospects": list(found.prospects(timezone.now())),
        "kept": kept_runs(),
    }
    return render(request, "retention.html", context)
