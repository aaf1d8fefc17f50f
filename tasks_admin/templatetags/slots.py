"""What templates may say about the moments of schedules."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from background.calendars import DayOff
from tasks_admin.models import Fate, SchedulePlan
from tasks_admin.planning.rules import Shift
from tasks_admin.queries.schedules import ScheduleRow
from tasks_admin.templatetags.console import icon
from tasks_admin.web.business_days import days_in_words, off_in_words
from tasks_admin.web.presenting import Look, rhythm

register = template.Library()

FATES: dict[str, Look] = {
    Fate.ON_TIME: Look("circle-check", "good"),
    Fate.LATE: Look("clock", "warn"),
    Fate.MADE_UP: Look("repeat", "warn"),
    Fate.OVERLAP: Look("player-skip-forward", "quiet"),
    Fate.PAUSED: Look("clock-pause", "quiet"),
    Fate.MISSED: Look("circle-x", "bad"),
    Fate.REFUSED: Look("ban", "bad"),
}
SHIFT_TITLES = {
    Shift.GAP: _("The clock skips this time that day: it comes an hour later"),
    Shift.FIRST: _("The clock shows this time twice that day: the first is meant"),
    Shift.SECOND: _("The clock shows this time twice that day: this is the second"),
}


@register.simple_tag
def fate(name: str) -> SafeString:
    """Show how a moment ended as shape, word and colour."""
    look = FATES[name]
    return format_html(
        '<span class="state state-{}">{}<span>{}</span></span>',
        look.colour,
        icon(look.icon),
        Fate(name).label,
    )


@register.filter
def in_zone(moment: datetime, zone: str) -> str:
    """Write a moment as the clocks of a zone show it; of the reader's own where none is named."""
    local = moment.astimezone(ZoneInfo(zone)) if zone else moment.astimezone()
    return formats.date_format(local, "D j M Y H:i")


@register.filter
def shift_title(shift: Shift) -> Any:
    """Say what the change of the clock does to a moment; nothing where it does nothing."""
    return SHIFT_TITLES.get(shift, "")


@register.filter
def rule_in_words(one: ScheduleRow) -> str:
    """Write the rule of a schedule, with the days that its calendar leaves of it."""
    return ", ".join(filter(None, (rhythm(one.cron, one.every), days_in_words(one.plan))))


@register.filter
def why_off(off: DayOff, plan: SchedulePlan) -> str:
    """Say what keeps a day from being a business day of the plan's calendar."""
    return off_in_words(off, plan.calendar)


@register.filter
def weekday(day: date) -> str:
    """Write a day with its weekday."""
    return formats.date_format(day, "D j M Y")
