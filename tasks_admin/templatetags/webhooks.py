"""What templates may say about messages to other programs."""

import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from background import registry
from tasks_admin.models import PING, Delivery, HookEvent, Webhook
from tasks_admin.queries.run_rows import title_of
from tasks_admin.templatetags.console import looking
from tasks_admin.web.presenting import Look
from tasks_admin.wording import say

register = template.Library()
Status = Delivery.Status

STATUSES: dict[str, Look] = {
    Status.WAITING: Look("clock", "warn"),
    Status.ARRIVED: Look("circle-check", "good"),
    Status.GIVEN_UP: Look("circle-x", "bad"),
}
OUTCOMES = {
    "words": _("Answered {status}: {words}"),
    "silent": _("Answered {status}, without a word"),
    "mail": _("Taken by the mail server"),
    "untried": _("Not tried yet"),
}


@register.simple_tag
def delivery_state(one: Delivery) -> SafeString:
    """Show how far a message has come as shape, word and colour."""
    look = STATUSES[one.status]
    if one.status == Status.WAITING and not one.attempts:
        look = Look("clock", "quiet")
    return looking(look, str(Status(one.status).label))


@register.simple_tag
def webhook_state(webhook: Webhook) -> SafeString:
    """Show whether a webhook is told of anything as shape, word and colour."""
    look = Look("circle-check", "good") if webhook.is_enabled else Look("circle-minus", "quiet")
    return looking(look, gettext("In use") if webhook.is_enabled else gettext("Switched off"))


@register.filter
def outcome(one: Delivery) -> str:
    """Write what came of the last attempt: the answer, or why there was none."""
    if one.error:
        return say(one.error["message"], one.error["fields"])
    if one.status_code:
        sentence = OUTCOMES["words" if one.answer else "silent"]
        return str(sentence).format(status=one.status_code, words=one.answer)
    if one.status == Status.ARRIVED:
        return str(OUTCOMES["mail"])
    return one.answer or str(OUTCOMES["untried"])


@register.filter
def event_word(event: str) -> str:
    """Write what a message is about."""
    if event in HookEvent.values:
        return str(HookEvent(event).label)
    return gettext("Test") if event == PING else event


@register.filter
def subject(one: Delivery) -> str:
    """Write the name of what a message is about."""
    match one.event.partition(".")[0], one.data:
        case "run", {"run": {"task": task}}:
            return say(title_of(task))
        case "slot", {"schedule": {"name": name}}:
            return str(name)
        case "dataset", {"dataset": name}:
            known = registry.datasets().get(name)
            return say(known.title) if known else str(name)
        case "alert", {"subject": name}:
            return str(name)
    return ""


@register.filter
def subject_address(one: Delivery) -> str:
    """Return where one sees what a message is about; nothing for a test."""
    match one.event.partition(".")[0], one.data:
        case "run", {"run": {"id": run_id}}:
            return reverse("tasks_admin:run", args=[run_id])
        case "slot", {"schedule": {"id": int(schedule_id)}}:
            return reverse("tasks_admin:schedule", args=[schedule_id])
        case "dataset", {"dataset": name}:
            return reverse("tasks_admin:dataset", args=[name])
        case "alert", _:
            return reverse("tasks_admin:alerts")
    return ""


@register.filter
def as_sent(one: Delivery) -> str:
    """Write a message as its receiver gets it, on several lines."""
    return json.dumps(one.body, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
