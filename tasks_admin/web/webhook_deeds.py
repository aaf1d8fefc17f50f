"""What people do to webhooks: make, change, try, switch, remove, send again."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from background import registry
from background.errors import InvalidParams, TaskError
from tasks_admin.access import Right, requires
from tasks_admin.models import Delivery, HookEvent, Webhook
from tasks_admin.queries.webhooks import WebhookRow
from tasks_admin.services import delivering, subscribing
from tasks_admin.web.answering import HtmxRequest, answer
from tasks_admin.web.webhooks import row_or_404, shown

GROUPS = {
    "run": _("Runs"),
    "slot": _("Schedules"),
    "dataset": _("Datasets"),
    "alert": _("Alerts"),
}
"""What events are about, by how they begin."""
to_act = require_http_methods(["GET", "HEAD", "POST"])


@to_act
@requires(Right.WEBHOOKS)
@never_cache
def webhook_new(request: HtmxRequest) -> HttpResponse:
    """Ask who is to be told of what; a POST makes the webhook and shows its secret, this once."""
    if request.method != "POST":
        return _form(request, {"events": [HookEvent.RUN_FAILED, HookEvent.SLOT_MISSED]})
    given = _given(request)
    try:
        made, secret = subscribing.subscribe(given, user=request.user)
    except InvalidParams as refused:
        return _form(request, given, refused=refused)
    context = shown(request, WebhookRow(made, None, 0)) | {"secret": secret, "is_new": True}
    return render(request, "webhook.html", context)


@to_act
@requires(Right.WEBHOOKS)
def webhook_edit(request: HtmxRequest, webhook_id: int) -> HttpResponse:
    """Ask what is to be different; a POST changes it."""
    found = row_or_404(webhook_id).webhook
    values = {name: getattr(found, name) for name in ("name", "url", "events", "tasks")}
    if request.method != "POST":
        return _form(request, values, webhook=found)
    given = _given(request)
    try:
        subscribing.change(found, given, user=request.user)
    except InvalidParams as refused:
        return _form(request, given, webhook=row_or_404(webhook_id).webhook, refused=refused)
    return redirect("tasks_admin:webhook", webhook_id)


@to_act
@requires(Right.WEBHOOKS)
def webhook_switch(request: HtmxRequest, webhook_id: int) -> HttpResponse:
    """Switch it on, or off."""
    found = row_or_404(webhook_id).webhook
    if request.method == "POST":
        subscribing.change(found, {"is_enabled": "on" in request.POST}, user=request.user)
    return redirect("tasks_admin:webhook", webhook_id)


@to_act
@requires(Right.WEBHOOKS)
@never_cache
def webhook_test(request: HtmxRequest, webhook_id: int) -> HttpResponse:
    """Send it a test, now, and show what was answered."""
    row = row_or_404(webhook_id)
    if request.method != "POST":
        return redirect("tasks_admin:webhook", webhook_id)
    tried = delivering.ping(row.webhook, user=request.user)
    context = shown(request, row_or_404(webhook_id)) | {"tried": tried}
    return answer(request, "webhook.html", context, part="live")


@to_act
@requires(Right.WEBHOOKS)
@never_cache
def webhook_secret(request: HtmxRequest, webhook_id: int) -> HttpResponse:
    """Give it a new secret, and show that, this once."""
    row = row_or_404(webhook_id)
    if request.method != "POST":
        return redirect("tasks_admin:webhook", webhook_id)
    secret = subscribing.renew_secret(row.webhook, user=request.user)
    context = shown(request, row_or_404(webhook_id)) | {"secret": secret}
    return render(request, "webhook.html", context)


@to_act
@requires(Right.WEBHOOKS)
def webhook_remove(request: HtmxRequest, webhook_id: int) -> HttpResponse:
    """Say what goes with it; a POST removes it."""
    row = row_or_404(webhook_id)
    if request.method == "POST":
        subscribing.unsubscribe(row.webhook, user=request.user)
        return redirect("tasks_admin:webhooks")
    return render(request, "webhook_remove.html", {"row": row, "webhook": row.webhook})


@to_act
@requires(Right.WEBHOOKS)
def webhook_resend(request: HtmxRequest, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Let a message go out once more."""
    found = Delivery.objects.filter(pk=delivery_id, webhook=webhook_id).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            delivering.send_again(found, user=request.user)
        except TaskError as refusal:
            context = shown(request, row_or_404(webhook_id)) | {"refusal": refusal}
            return render(request, "webhook.html", context, status=409)
    return redirect("tasks_admin:webhook", webhook_id)


def _given(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    lists = {name: post.getlist(name) for name in ("events", "tasks")}
    return {"name": post.get("name", ""), "url": post.get("url", ""), **lists}


def _form(
    request: HttpRequest,
    values: dict[str, Any],
    *,
    webhook: Webhook | None = None,
    refused: InvalidParams | None = None,
) -> HttpResponse:
    """The form with these values; refused ones with a sentence each."""
    tasks = {spec.name: spec.title for spec in registry}
    gone = {name: name for name in (webhook.tasks if webhook else []) if name not in tasks}
    context = {
        "webhook": webhook,
        "values": values,
        "groups": [
            (label, [event for event in HookEvent if event.startswith(f"{beginning}.")])
            for beginning, label in GROUPS.items()
        ],
        "tasks": (tasks | gone).items(),
        "errors": {one.name.partition(".")[0]: one for one in (refused.errors if refused else ())},
    }
    return render(request, "webhook_form.html", context, status=422 if refused else 200)
