"""Stored sentences and plain values in the reader's language, for pages and commands alike."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from background import Month, Sentence
from background.fields import choice_label
from background.files import stored_file
from background.months import ISO_MONTH
from background.sentences import fill, stored_sentence

NOTHING = "\N{EN DASH}"
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$")
GROUPED_FROM = 10_000
"""Whole numbers inside sentences are grouped from here on: below lie years and small counts."""


class Written(str):
    """A value already in words; a format such as `{rows:,}` leaves it as it is."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)


def say(message: str, fields: Mapping[str, Any] | None = None) -> str:
    """Return a stored sentence template in the reader's language, filled in.

    A template that its fields do not fit is returned bare: a log line is never lost.
    """
    if not message:
        return ""
    written = {name: Written(in_words(value)) for name, value in (fields or {}).items()}
    return fill(gettext(message), written)


def in_words(value: Any) -> str:
    """Return one field of a sentence as text: numbers, days, months as the reader writes them."""
    if value is None:
        return NOTHING
    if isinstance(value, dict | Sentence):
        return _of_parts(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int):
        return number(value, 0) if abs(value) >= GROUPED_FROM else str(value)
    if isinstance(value, float | Decimal):
        return formats.number_format(value, use_l10n=True, force_grouping=True)
    if isinstance(value, list | tuple):
        return ", ".join(in_words(one) for one in value)
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else _moment_or_day(str(value))


def _of_parts(value: Any) -> str:
    """A sentence, or a file by its name and size."""
    if sentence := stored_sentence(value):
        return say(sentence.message, sentence.fields)
    file = stored_file(value)
    return f"{file.name} ({file_size(file.size)})" if file else str(value)


def _moment_or_day(text: str) -> str:
    """A moment, a day or a month in words; any other text as it is."""
    if MOMENT.match(text):
        return moment(text)
    if ISO_MONTH.match(text):
        return formats.date_format(Month(text).first, "YEAR_MONTH_FORMAT")
    return day(text) if DAY.match(text) else text


def listed(value: Any) -> str:
    """Return stored JSON in words: sentences one after the other, anything else as it is."""
    if isinstance(value, list) and all(map(stored_sentence, value)):
        return "; ".join(in_words(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if value else ""


def choice(value: str) -> str:
    """Return one of a parameter's choices in the reader's language."""
    return say(choice_label(value))


def number(value: Decimal | float | str, places: int | None = None) -> str:
    """Return a number with the reader's separators and `places` decimals, the last one rounded.

    Django's own formatting would cut it off.
    """
    if places is not None:
        value = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return formats.number_format(value, places, use_l10n=True, force_grouping=True)


def file_size(size: int) -> str:
    """Return a size in the unit that leaves few digits."""
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{number(size, 0)} {unit}"
        size //= 1024
    return f"{number(size, 0)} GB"


def day(value: date | str) -> str:
    """Return a day with its month as a word, so that nobody takes it for another."""
    try:
        moment = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    return formats.date_format(moment, "j M Y")


def moment(value: datetime | str) -> str:
    """Return a moment as the reader's clock shows it."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return formats.date_format(timezone.localtime(found), "j M Y H:i")


@contextmanager
def language_of_terminal() -> Iterator[None]:
    """Speak the language that the terminal's LANG names; English for one we do not speak."""
    wanted = (os.environ.get("LC_ALL") or os.environ.get("LANG") or "").partition("_")[0]
    with translation.override(wanted if wanted in ("es", "en") else "en"):
        yield
