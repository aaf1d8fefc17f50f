"""How datasets stand and what they promise, in words, shapes and colours."""

from django.utils import formats
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from background import EVERY_DAY, DailyBy, Promise, Within
from background.promises import WEEKDAYS as MONDAY_TO_FRIDAY
from tasks_admin.queries.datasets import Freshness
from tasks_admin.web.presenting import Look, duration

STANDINGS: dict[Freshness, tuple[Look, Lazy]] = {
    Freshness.FRESH: (Look("circle-check", "good"), _("Fresh")),
    Freshness.LOOSE: (Look("alert-triangle", "warn"), _("Does not tie")),
    Freshness.STALE: (Look("clock-pause", "bad"), _("Stale")),
    Freshness.NEVER: (Look("circle-dashed", "quiet"), _("Never published")),
}


def promised(promise: Promise) -> str:
    """Return what a dataset promises, such as "every day by 08:00 (America/Lima)"."""
    if isinstance(promise, Within):
        return gettext("no older than {span}").format(span=duration(promise.age))
    return gettext("{days} by {time} ({zone})").format(
        days=_days(promise), time=formats.time_format(promise.at, "H:i"), zone=promise.zone
    )


def _days(promise: DailyBy) -> str:
    if promise.days == EVERY_DAY:
        return gettext("every day")
    if promise.days == MONDAY_TO_FRIDAY:
        return gettext("Monday to Friday")
    return ", ".join(str(WEEKDAYS[day]) for day in promise.days)
