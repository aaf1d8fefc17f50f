"""What templates may say about alerts."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from tasks_admin.models import Alert, AlertEvent
from tasks_admin.templatetags.console import looking
from tasks_admin.web.presenting import Look

register = template.Library()

EVENTS: dict[str, Look] = {
    AlertEvent.MISSED: Look("circle-x", "bad"),
    AlertEvent.FAILED: Look("alert-circle", "bad"),
    AlertEvent.SLOW: Look("hourglass", "warn"),
    AlertEvent.STALE: Look("clock", "warn"),
}


@register.simple_tag
def about(alert: Alert) -> SafeString:
    """Show what an alert is about as shape, word and colour."""
    look = EVENTS[alert.event]
    shown = look if alert.is_open else Look(look.icon, "quiet")
    return looking(shown, str(AlertEvent(alert.event).label))


@register.filter
def alert_address(alert: Alert) -> str:
    """Return where one looks first; nothing where what it is about is gone."""
    if alert.event == AlertEvent.STALE:
        return reverse("tasks_admin:dataset", args=[alert.subject])
    return reverse("tasks_admin:schedule", args=[alert.schedule_id]) if alert.schedule_id else ""
