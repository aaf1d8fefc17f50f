"""What the pages may say about what a publication changed; the wording is in `web.changes`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tasks_admin.queries.differences import Difference, Moved
from tasks_admin.templatetags.console import icon
from tasks_admin.web import changes
from tasks_admin.wording import in_words, number

register = template.Library()


@register.simple_tag
def change(kind: str, count: int | None = None) -> SafeString:
    """Show a way to differ as shape, word and colour; with a count, how many rows do."""
    shape, colour = changes.KIND_LOOKS[kind]
    text = changes.KIND_LABELS[kind]
    if count is None:
        return format_html(
            '<span class="state state-{}">{}<span>{}</span></span>', colour, icon(shape), text
        )
    return format_html(
        '<span class="state state-{}">{}<span>{}: {}</span></span>',
        colour if count else "quiet",
        icon(shape),
        text,
        number(count, 0),
    )


@register.filter
def moved(one: Moved, places: int = 2) -> changes.InWords:
    """Write an amount before, after and by how much it moved."""
    return changes.moved(one, places)


@register.filter
def telling(difference: Difference) -> list[str]:
    """Name the columns that tell one row from another."""
    return changes.headings(difference)


@register.filter
def plainly(value: object) -> str:
    """Write a value of a column as sentences have it."""
    return in_words(value)
