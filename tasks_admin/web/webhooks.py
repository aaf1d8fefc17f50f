"""Webhooks: which other programs are told of what, and what became of every message."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from background import registry
from tasks_admin.access import Right, requires
from tasks_admin.models import Delivery
from tasks_admin.queries.webhooks import WebhookRow, every_webhook, sent, webhook_row
from tasks_admin.web.answering import HtmxRequest, answer, digest, has_seen, nothing_new

SHOWN = 25
LARGEST_ID = 19
"""Digits of the largest number of a row."""


@require_safe
@requires(Right.WEBHOOKS)
def webhooks(request: HttpRequest) -> HttpResponse:
    """Show all webhooks and how they stand."""
    return render(request, "webhooks.html", {"rows": every_webhook()})


@require_safe
@requires(Right.WEBHOOKS)
def webhook_mail(request: HtmxRequest) -> HttpResponse:
    """Show what was sent by e-mail."""
    return answer(request, "webhook_mail.html", log_of(request, None), part="log")


@require_safe
@requires(Right.WEBHOOKS)
@never_cache
def webhook(request: HtmxRequest, webhook_id: int) -> HttpResponse:
    """Show one webhook and what was sent to it; a poll is answered when that has changed."""
    context = shown(request, row_or_404(webhook_id))
    if has_seen(request, context["seen"]):
        return nothing_new()
    return answer(request, "webhook.html", context, part="log")


def row_or_404(webhook_id: int) -> WebhookRow:
    """Return the webhook with how it stands; raises Http404."""
    found = webhook_row(webhook_id)
    if found is None:
        raise Http404
    return found


def shown(request: HttpRequest, row: WebhookRow) -> dict[str, Any]:
    """Return what the page of a webhook shows."""
    titles = [registry.get(name).title if name in registry else name for name in row.webhook.tasks]
    return {
        "row": row,
        "webhook": row.webhook,
        "titles": titles,
        "two_secrets": row.webhook.has_two_secrets(timezone.now()),
        **log_of(request, row),
    }


def log_of(request: HttpRequest, row: WebhookRow | None) -> dict[str, Any]:
    """Return the part of the log that the address asks for, of a webhook or of all mails."""
    asked, older = request.GET.get("status", ""), request.GET.get("older", "")
    status = asked if asked in Delivery.Status.values else ""
    place = int(older) if older.isdecimal() and len(older) < LARGEST_ID else None
    page = sent(row.webhook if row else None, status=status, older=place, size=SHOWN)
    marks = [(one.pk, one.status, one.attempts, one.due_at) for one in page.deliveries]
    return {
        "page": page,
        "chosen": status,
        "choices": Delivery.Status.choices,
        "is_first": place is None,
        "seen": digest(marks),
    }
