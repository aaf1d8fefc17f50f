"""What templates may say about the moments of schedules."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from background.calendars import DayOff
from tasks_admin import wording
from tasks_admin.models import Fate, SchedulePlan
from tasks_admin.planning.rules import Shift
from tasks_admin.queries.ledgers import Day
from tasks_admin.queries.promises import Promise
from tasks_admin.queries.recent_moments import Recent
from tasks_admin.queries.schedules import PauseOfAll, ScheduleRow
from tasks_admin.templatetags.console import icon
from tasks_admin.web.business_days import days_in_words, off_in_words
from tasks_admin.web.presenting import duration, rhythm
from tasks_admin.web.sparklines import FATES, drawn

register = template.Library()

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
    local = timezone.localtime(moment, ZoneInfo(zone) if zone else None)
    return formats.date_format(local, "D j M Y H:i")


@register.simple_tag
def worst_fate(day: Day) -> SafeString:
    """Show a day of the ledger by the fate to look at first; every fate is there to be read."""
    look = FATES[day.worst]
    every = ", ".join(f"{Fate(name).label} {count}" for name, count in day.fates.items())
    return format_html(
        '<span class="state state-{}" title="{}">{}<span class="heat-word">{}</span> {}'
        '<span class="visually-hidden">: {}</span></span>',
        look.colour,
        every,
        icon(look.icon),
        Fate(day.worst).label,
        day.moments,
        every,
    )


@register.simple_tag
def sparkline(moments: Sequence[Recent]) -> SafeString:
    """Draw the latest moments as bars: how long each run took, and how it ended."""
    return drawn(moments)


@register.filter
def iso_in(moment: datetime, zone: str) -> str:
    """Write a moment in ISO 8601, with the offset that a zone has then."""
    local = moment.astimezone(ZoneInfo(zone)) if zone else timezone.localtime(moment)
    return local.isoformat(timespec="minutes")


@register.filter
def in_words(value: Any) -> str:
    """Write a value of a parameter."""
    return wording.in_words(value)


@register.filter
def shift_title(shift: Shift) -> Any:
    """Say what the change of the clock does to a moment; nothing where it does nothing."""
    return SHIFT_TITLES.get(shift, "")


@register.filter
def rule_in_words(one: ScheduleRow | Promise) -> str:
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


@register.filter
def countdown(at: datetime, now: datetime) -> str:
    """Write how long it is until a moment, to the minute."""
    left = (at - now) // timedelta(minutes=1)
    return duration(timedelta(minutes=left)) if left > 0 else gettext("under a minute")


@register.filter
def heat(day: Day) -> str:
    """The colour of a day: that of its worst fate."""
    return FATES[day.worst].colour


@register.filter
def holds(pause: PauseOfAll | None, moment: datetime) -> bool:
    """Whether the pause of all schedules still lasts at a moment."""
    return pause is not None and (pause.paused_until is None or moment < pause.paused_until)
