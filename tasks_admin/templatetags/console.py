"""What the templates of the console may say about values; the wording is in `web.presenting`."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from background import Chart, Column, Kind, Level, Promise, Table
from background.results import Value
from tasks_admin import wording
from tasks_admin.models import Outcome, RunStatus
from tasks_admin.queries.breakers import Circuit
from tasks_admin.queries.datasets import Freshness
from tasks_admin.queries.run_way import Step
from tasks_admin.queries.upcoming import Upcoming
from tasks_admin.web import headline, parameters, presenting
from tasks_admin.web import standing as standings

register = template.Library()

LEVEL_ICONS: dict[str, str] = {
    Level.DEBUG: "bug",
    Level.INFO: "info-circle",
    Level.SUCCESS: "circle-check",
    Level.WARNING: "alert-triangle",
    Level.ERROR: "alert-circle",
}
LEVEL_WORDS = {
    Level.DEBUG: _("For developers"),
    Level.INFO: _("Information"),
    Level.SUCCESS: _("Success"),
    Level.WARNING: _("Warning"),
    Level.ERROR: _("Error"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is decoration, silent for screen readers."""
    sprite = static("vendor/tabler-icons/sprite.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            label,
            sprite,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name
    )


@register.simple_tag
def state(status: str) -> SafeString:
    """Show a run's status or an attempt's outcome as shape, word and colour."""
    look = presenting.LOOKS.get(status, presenting.Look("help-circle", "quiet"))
    return looking(look, _word(status))


@register.simple_tag
def circuit(one: Circuit) -> SafeString:
    """Show how a circuit breaker stands as shape, word and colour."""
    look, word = presenting.CIRCUITS[one]
    return looking(look, str(word))


@register.simple_tag
def standing(freshness: Freshness) -> SafeString:
    """Show how a dataset stands against its promise as shape, word and colour."""
    look, word = standings.STANDINGS[freshness]
    return looking(look, str(word))


@register.filter
def promised(promise: Promise) -> str:
    """Write what a dataset promises."""
    return standings.promised(promise)


def looking(look: presenting.Look, word: str) -> SafeString:
    """Draw a state as shape, word and colour."""
    return format_html(
        '<span class="state state-{}">{}<span>{}</span></span>', look.colour, icon(look.icon), word
    )


def _word(status: str) -> str:
    if status in RunStatus.values:
        return str(RunStatus(status).label)
    return str(Outcome(status).label) if status in Outcome.values else gettext("Unknown")


@register.simple_tag
def say(message: str, fields: dict[str, Any] | None = None) -> str:
    """Write a stored sentence template in the reader's language, filled from its fields."""
    return wording.say(message, fields)


@register.filter
def said(message: str) -> str:
    """Write a stored text without fields (a title, a label) in the reader's language."""
    return wording.say(message)


@register.filter
def choice(value: str) -> str:
    """Write one of a parameter's choices in the reader's language."""
    return wording.choice(value)


@register.filter
def paragraphs(text: str) -> list[str]:
    """Split a docstring where it has blank lines; its other line ends mean nothing."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


@register.simple_tag
def log_icon(level: str) -> SafeString:
    """Show how much a log line matters; the word is for who cannot see the shape."""
    return icon(LEVEL_ICONS.get(level, "info-circle"), str(LEVEL_WORDS.get(Level(level), level)))


@register.simple_tag
def moment(value: datetime | None, style: str = "relative") -> SafeString:
    """Show a moment: relative with the exact one on hover, or (`exact`, `clock`) the reverse."""
    if value is None:
        return format_html('<span class="text-secondary">{}</span>', wording.NOTHING)
    local = timezone.localtime(value)
    exact = formats.date_format(local, "j M Y H:i:s")
    relative = presenting.ago(value, timezone.now())
    shown, hidden = {
        "exact": (formats.date_format(local, "j M Y H:i"), f"{exact} · {relative}"),
        "clock": (formats.date_format(local, "H:i:s"), f"{exact} · {relative}"),
    }.get(style, (relative, exact))
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), hidden, shown)


@register.filter
def duration(value: timedelta | float | None) -> str:
    """Write a span of time in at most two units."""
    return presenting.duration(value)


@register.filter
def day(value: date | str | None) -> str:
    """Write a day with its month as a word."""
    return wording.day(value) if value else wording.NOTHING


@register.filter
def count(value: int | None) -> str:
    """Write a whole number with the reader's separators."""
    return wording.NOTHING if value is None else wording.number(value, 0)


@register.filter
def amount(value: Decimal, unit: str = "") -> str:
    """Write a control total in its unit."""
    return presenting.amount(value, unit)


@register.filter
def figure(value: Any, kind: str) -> str:
    """Write a value of a report as its kind asks."""
    return presenting.figure(value, kind)


@register.filter
def file_size(value: int) -> str:
    """Write a size in bytes as people read it."""
    return wording.file_size(value)


@register.filter
def rhythm(one: Upcoming) -> str:
    """Write a schedule's rule in words."""
    return presenting.rhythm(one.cron, one.every)


@register.filter
def in_short(params: dict[str, Any], things: dict[str, str]) -> str:
    """Write the values of a run's parameters in one line, the names of things among them."""
    return parameters.in_short(params, things)


@register.filter
def short_id(run_id: UUID) -> str:
    """Write the characters of a run's id that people say."""
    return str(run_id)[-8:]


@register.filter
def stop_word(step: Step) -> str:
    """Write what happened at a point of a run's way."""
    return headline.stop_word(step)


@register.simple_tag
def chart_json(chart: Chart, number: int) -> SafeString:
    """Write a chart's data beside it, its texts in the reader's language, for the plot."""
    return json_script(presenting.plotted(chart), f"chart-{number}")


@register.filter
def plot_data(data: dict[str, Any], number: int) -> SafeString:
    """Write the data of a board's plot beside it."""
    return json_script(data, f"plot-{number}")


@register.filter
def by_label(chart: Chart) -> list[tuple[str, list[float | None]]]:
    """Turn a chart into table rows: each label with the values of every series."""
    return [
        (label, [series.values[at] if at < len(series.values) else None for series in chart.series])
        for at, label in enumerate(chart.labels)
    ]


@register.filter
def cells(table: Table, row: list[Value]) -> list[tuple[Column, Value]]:
    """Pair a row's values with their columns."""
    return list(zip(table.columns, row, strict=False))


@register.filter
def is_number(column: Column) -> bool:
    """Whether a column's values are aligned to the right."""
    return column.kind in (Kind.COUNT, Kind.AMOUNT, Kind.RATE, Kind.SHARE)
