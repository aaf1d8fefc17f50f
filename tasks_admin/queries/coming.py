"""What a schedule will do next: its coming moments, and the days that its calendar leaves out."""

from datetime import date, datetime, timedelta
from itertools import islice

from tasks_admin.planning.business import CalendarRule, Struck
from tasks_admin.planning.rules import FARTHEST, Moment
from tasks_admin.queries.promises import Promise

SHOWN = 5
MOST_STRUCK = 15
LOOKED_FOR = timedelta(days=62)
"""So far ahead days are struck where no moment comes at all."""


def ahead(promise: Promise, now: datetime) -> list[Moment | Struck]:
    """Return the next moments of a promise with the days between them that are struck, in order."""
    moments = list(islice(promise.moments(now, now + FARTHEST), SHOWN))
    rule = promise.by_calendar
    if rule is None:
        return [*moments]
    until = moments[-1].at if moments else now + LOOKED_FOR
    struck = islice(rule.struck(now, until), MOST_STRUCK)
    return sorted([*moments, *struck], key=lambda one: _day(one, rule))


def _day(one: Moment | Struck, rule: CalendarRule) -> date:
    return one.off.day if isinstance(one, Struck) else one.at.astimezone(rule.zone).date()
