"""Small pictures of the latest moments of a schedule: a bar each, and the same in words."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from tasks_admin.models import Fate, RunStatus
from tasks_admin.queries.recent_moments import SHOWN, Recent
from tasks_admin.web.presenting import LOOKS, Look, duration

BAR, GAP, HEIGHT, LOWEST = 5, 2, 24, 4
FATES: dict[str, Look] = {
    Fate.ON_TIME: Look("circle-check", "good"),
    Fate.LATE: Look("clock", "warn"),
    Fate.MADE_UP: Look("repeat", "warn"),
    Fate.OVERLAP: Look("player-skip-forward", "quiet"),
    Fate.PAUSED: Look("clock-pause", "quiet"),
    Fate.MISSED: Look("circle-x", "bad"),
    Fate.REFUSED: Look("ban", "bad"),
}


def look_of(one: Recent) -> Look:
    """Return how a moment looks: as its run does, or where there is none, as its fate."""
    return LOOKS[one.status] if one.status and one.fate != Fate.OVERLAP else FATES[one.fate]


def word_of(one: Recent) -> str:
    """Return the word for how a moment went."""
    if one.status and one.fate != Fate.OVERLAP:
        return str(RunStatus(one.status).label)
    return str(Fate(one.fate).label)


def drawn(moments: Sequence[Recent]) -> SafeString:
    """Return the bars, the latest on the right; nothing where there was no moment.

    A bar is as high as its run took long. A run that went wrong is a hollow bar under a cross, a
    moment without a run a dash: nobody has to tell colours apart.
    """
    if not moments:
        return SafeString("")
    longest = max((_seconds(one) for one in moments), default=0.0)
    bars = format_html_join(
        "", "{}", ((_bar(number, one, longest),) for number, one in enumerate(moments))
    )
    width = SHOWN * (BAR + GAP)
    return format_html(
        '<svg class="spark" role="img" aria-label="{}" width="{}" height="{}" '
        'viewBox="{} 0 {} {}">{}</svg>',
        in_words(moments),
        width,
        HEIGHT,
        len(moments) * (BAR + GAP) - width,
        width,
        HEIGHT,
        bars,
    )


def in_words(moments: Sequence[Recent]) -> str:
    """Return what the bars show: how many ended how, and how long the runs took."""
    counts: dict[str, int] = {}
    for one in moments:
        counts[word_of(one)] = counts.get(word_of(one), 0) + 1
    said = ngettext("The last moment: {fates}", "The last {count} moments: {fates}", len(moments))
    fates = ", ".join(f"{word} {count}" for word, count in counts.items())
    text = said.format(count=len(moments), fates=fates)
    took = [one.took for one in moments if one.took is not None]
    if not took:
        return text
    shortest, longest = duration(min(took)), duration(max(took))
    if shortest == longest:
        return f"{text}; " + gettext("took {span}").format(span=shortest)
    return f"{text}; " + gettext("took {shortest} to {longest}").format(
        shortest=shortest, longest=longest
    )


def _seconds(one: Recent) -> float:
    return one.took.total_seconds() if one.took else 0.0


@lru_cache(maxsize=512)
def _day(day: date, language: str | None) -> str:
    """The day in the reader's language: the bars of a list are of the same few days."""
    return formats.date_format(day, "j M Y")


def _bar(number: int, one: Recent, longest: float) -> SafeString:
    look = look_of(one)
    local = timezone.localtime(one.at)
    when = f"{_day(local.date(), get_language())} {local:%H:%M}"
    title = f"{when} · {word_of(one)}" + (f" · {duration(one.took)}" if one.took else "")
    x = number * (BAR + GAP)
    if not one.status or one.fate == Fate.OVERLAP:
        shape = format_html('<rect x="{}" y="{}" width="{}" height="2"/>', x, HEIGHT - 2, BAR)
    else:
        share = _seconds(one) / longest if longest else 0.0
        high = round(LOWEST + (HEIGHT - 8 - LOWEST) * share)
        shape = format_html(
            '<rect x="{}" y="{}" width="{}" height="{}"/>', x, HEIGHT - high, BAR, high
        )
        if look.colour == "bad":
            top = HEIGHT - high - 6
            shape += format_html('<path d="M{} {}l4 4m0 -4l-4 4"/>', x + 0.5, top)
    return format_html('<g class="spark-{}"><title>{}</title>{}</g>', look.colour, title, shape)
