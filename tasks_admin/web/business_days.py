"""Business days in words: what a schedule keeps to, and why a day is left out."""

from django.utils.translation import gettext

from background.calendars import DayOff
from tasks_admin.models import BusinessCalendar, DayRule, SchedulePlan


def days_in_words(plan: SchedulePlan | None) -> str:
    """Return which days a plan keeps; nothing where it keeps them all."""
    if plan is None or plan.day_rule == DayRule.ANY:
        return ""
    return _template(plan).format(calendar=_label(plan.calendar), number=abs(plan.nth))


def off_in_words(off: DayOff, calendar: str) -> str:
    """Return why a day is no business day of a calendar."""
    if not off.name:
        return gettext("weekend")
    return gettext("{name}, holiday in {calendar}").format(name=off.name, calendar=_label(calendar))


def _template(plan: SchedulePlan) -> str:
    if plan.day_rule == DayRule.ONLY:
        return gettext("only on business days of {calendar}")
    if plan.day_rule == DayRule.NEXT:
        return gettext("what falls on a day off in {calendar} comes on the next business day")
    if plan.nth == -1:
        return gettext("on the last business day of the month in {calendar}")
    if plan.nth < 0:
        return gettext("on business day {number} from the end of the month in {calendar}")
    return gettext("on business day {number} of the month in {calendar}")


def _label(calendar: str) -> str:
    known = calendar in BusinessCalendar.values
    return str(BusinessCalendar(calendar).label) if known else calendar
