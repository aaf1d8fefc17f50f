"""Values as readers see them, in their language: sentences, figures, durations, states."""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from cron_descriptor import (  # type: ignore[import-untyped]
    FormatException,
    MissingFieldException,
    Options,
    get_description,
)
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from background import Chart, Kind
from background.sentences import stored_sentence
from tasks_admin.models import Outcome, RunStatus
from tasks_admin.planning.cron import spelled_out
from tasks_admin.queries.breakers import Circuit
from tasks_admin.wording import NOTHING, day, number, say


@dataclass(frozen=True)
class Look:
    """How a state looks: never by colour alone, so each has a shape of its own."""

    icon: str
    colour: str


LOOKS: dict[str, Look] = {
    RunStatus.QUEUED: Look("clock", "quiet"),
    RunStatus.RUNNING: Look("progress", "busy"),
    RunStatus.RETRYING: Look("repeat", "warn"),
    RunStatus.CANCELLING: Look("player-stop", "warn"),
    RunStatus.SUCCEEDED: Look("circle-check", "good"),
    RunStatus.PARTIAL: Look("circle-half-2", "warn"),
    RunStatus.FAILED: Look("circle-x", "bad"),
    RunStatus.CANCELLED: Look("ban", "quiet"),
    RunStatus.LOST: Look("help-circle", "bad"),
    RunStatus.SKIPPED: Look("player-skip-forward", "quiet"),
    Outcome.RETRY: Look("repeat", "warn"),
    Outcome.POSTPONED: Look("clock-pause", "quiet"),
    Outcome.TIMED_OUT: Look("hourglass", "bad"),
}


CIRCUITS: dict[Circuit, tuple[Look, Promise]] = {
    Circuit.CLOSED: (Look("circle-check", "good"), _("Answers")),
    Circuit.COUNTING: (Look("alert-triangle", "warn"), _("Has failed lately")),
    Circuit.OPEN: (Look("circle-x", "bad"), _("Left alone")),
    Circuit.PROBING: (Look("progress", "busy"), _("Being tried")),
}
PLACES: dict[str, int] = {Kind.COUNT: 0, Kind.AMOUNT: 2, Kind.RATE: 4}


def plotted(chart: Chart) -> dict[str, Any]:
    """Return a chart's data for the plot, its texts in the reader's language."""
    return {
        "kind": chart.kind,
        "unit": chart.unit,
        "labels": [say(label) for label in chart.labels],
        "series": [
            {"label": say(series.label), "values": series.values} for series in chart.series
        ],
    }


def figure(value: Any, kind: str) -> str:
    """Return a value of a report as its kind is written; a dash for nothing."""
    if value is None or value == "":
        return NOTHING
    if sentence := stored_sentence(value):
        return say(sentence.message, sentence.fields)
    if kind == Kind.DAY:
        return day(value)
    if kind == Kind.SHARE:
        return f"{number(Decimal(str(value)) * 100, 1)} %"
    if kind not in PLACES:
        return str(value)
    try:
        return number(Decimal(str(value)), PLACES[kind])
    except InvalidOperation:
        return str(value)


def amount(value: Decimal, unit: str = "") -> str:
    """Return a control total: money with its cents, a count without, more only if it matters."""
    decimals = max(0, -int(value.normalize().as_tuple().exponent))
    return number(value, max(2, decimals) if unit or decimals else 0)


def duration(span: timedelta | float | None) -> str:
    """Return a span of time in at most two units, such as "3 min 10 s"."""
    if span is None:
        return NOTHING
    seconds = span.total_seconds() if isinstance(span, timedelta) else float(span)
    if seconds < 10:
        return f"{number(Decimal(str(max(seconds, 0))), 1)} s"
    for size, unit, part, small in (
        (86_400, pgettext("unit of days", "d"), 3_600, "h"),
        (3_600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if seconds >= size:
            whole, rest = divmod(int(seconds), size)
            return f"{whole} {unit} {rest // part:02d} {small}" if rest else f"{whole} {unit}"
    return f"{int(seconds)} s"


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago, or in how long, in the largest unit that says enough."""
    seconds = (now - moment).total_seconds()
    span = _largest_unit(abs(seconds))
    if abs(seconds) < 5:
        return gettext("now")
    template = gettext("{span} ago") if seconds > 0 else gettext("in {span}")
    return template.format(span=span)


def _largest_unit(seconds: float) -> str:
    if seconds < 60:
        return f"{int(seconds)} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min"
    if seconds < 48 * 3600:
        return f"{int(seconds // 3600)} h"
    return f"{int(seconds // 86400)} {pgettext('unit of days', 'd')}"


def _with_names(rule: str) -> str:
    """Put the reader's names of days and months where the describer leaves English ones."""
    for english, names in (
        (calendar.day_name, WEEKDAYS.values()),
        (calendar.month_name[1:], MONTHS.values()),
    ):
        for word, name in zip(english, names, strict=True):
            rule = rule.replace(word, str(name))
    return rule


def rhythm(cron: str, every: timedelta | None) -> str:
    """Return a schedule's rule in words of the reader's language."""
    if every is not None:
        return gettext("every {span}").format(span=duration(every))
    if not cron:
        return ""
    options = Options()
    options.locale_code = "es_ES" if (get_language() or "").startswith("es") else "en_US"
    options.use_24hour_time_format = True
    try:
        words = str(get_description(spelled_out(cron), options))
        return _with_names(words).replace(", y ", " y ")
    except (FormatException, MissingFieldException):
        return cron
