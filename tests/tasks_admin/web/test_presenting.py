"""Values as readers see them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import translation

from background import Kind
from tasks_admin.models import Outcome, RunStatus
from tasks_admin.templatetags.console import LEVEL_ICONS, icon, moment, paragraphs, state
from tasks_admin.web import presenting
from tasks_admin.web.deeds import ICONS
from tasks_admin.web.shell import PLACES, THEMES
from tasks_admin.wording import NOTHING

NOW = datetime(2024, 7, 27, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0.0 s"),
        (1.24, "1.2 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (190, "3 min 10 s"),
        (7_500, "2 h 05 min"),
        (90_000, "1 d 01 h"),
        (-3, "0.0 s"),
    ],
)
def test_a_duration_has_at_most_two_units(seconds: float, written: str) -> None:
    with translation.override("en"):
        assert presenting.duration(timedelta(seconds=seconds)) == written


@pytest.mark.parametrize(
    ("shift", "written"),
    [(0, "now"), (-10, "10 s ago"), (-3 * 3600, "3 h ago"), (600, "in 10 min"), (-4e5, "4 d ago")],
)
def test_a_moment_is_told_from_now(shift: float, written: str) -> None:
    with translation.override("en"):
        assert presenting.ago(NOW + timedelta(seconds=shift), NOW) == written


@pytest.mark.parametrize(
    ("language", "value", "kind", "written"),
    [
        ("en", "1234567.5", Kind.AMOUNT, "1,234,567.50"),
        ("es", "1234567.5", Kind.AMOUNT, "1,234,567.50"),
        ("en", 12418, Kind.COUNT, "12,418"),
        ("en", "3.7424", Kind.RATE, "3.7424"),
        ("en", "2024-07-27", Kind.DAY, "27 Jul 2024"),
        ("en", "no day", Kind.DAY, "no day"),
        ("en", None, Kind.AMOUNT, NOTHING),
        ("en", 0, Kind.AMOUNT, "0.00"),
        ("en", "not a number", Kind.AMOUNT, "not a number"),
    ],
)
def test_a_figure_is_written_as_its_kind_and_language_ask(
    language: str, value: Any, kind: Kind, written: str
) -> None:
    with translation.override(language):
        assert presenting.figure(value, kind) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (Decimal("12648.000000"), "", "12,648"),
        (Decimal("12648.000000"), "PEN", "12,648.00"),
        (Decimal("-3.240000"), "PEN", "-3.24"),
        (Decimal("0.000001"), "PEN", "0.000001"),
    ],
)
def test_a_control_total_shows_every_decimal_that_matters(
    value: Decimal, unit: str, written: str
) -> None:
    with translation.override("en"):
        assert presenting.amount(value, unit) == written


@pytest.mark.parametrize(
    ("cron", "every", "written"),
    [
        ("0 7,18 * * *", None, "At 07:00 and 18:00"),
        ("", timedelta(hours=1), "every 1 h"),
        ("", None, ""),
        ("not a rule", None, "not a rule"),
    ],
)
def test_a_schedule_is_told_in_words(cron: str, every: timedelta | None, written: str) -> None:
    with translation.override("en"):
        assert presenting.rhythm(cron, every) == written


@pytest.mark.parametrize(
    ("cron", "written"),
    [
        ("*/20 * * * *", "Every 20 minutes"),
        ("*/40 * * * *", "At 0 and 40 minutes past the hour"),
        ("0 7 */20 * *", "At 07:00, on day 1 and 21 of the month"),
        ("0 7 * * */3", "At 07:00, only on Sunday, Wednesday, and Saturday"),
        ("0 7 */2 * *", "At 07:00, every 2 days"),  # the exact list has sixteen days
    ],
)
def test_a_step_that_does_not_divide_its_field_is_told_as_what_it_means(
    cron: str, written: str
) -> None:
    assert presenting.rhythm(cron, None) == written


def test_the_days_of_a_schedule_are_named_in_the_readers_language() -> None:
    with translation.override("es"):
        assert presenting.rhythm("0 7 * 1 1-5", None).startswith(
            "A las 07:00, de lunes a viernes, "
        )
        assert presenting.rhythm("0 7 * * 1,3,5", None).endswith("lunes, miércoles y viernes")


def test_a_text_is_split_at_blank_lines_only() -> None:
    assert paragraphs("One\nline.\n\nTwo\n") == ["One line.", "Two"]


def test_a_moment_keeps_the_exact_one_for_who_points_at_it() -> None:
    with translation.override("en"):
        shown = moment(NOW, "exact")
    assert 'datetime="2024-07-27T12:00:00-05:00"' in shown
    assert ">27 Jul 2024 12:00</time>" in shown


def test_every_state_has_a_shape_and_a_word_and_no_two_share_a_shape() -> None:
    shapes = [presenting.LOOKS[status].icon for status in RunStatus]
    assert len(set(shapes)) == len(RunStatus)
    with translation.override("en"):
        for status in (*RunStatus, Outcome.RETRY, Outcome.TIMED_OUT):
            assert f"<span>{status.label}</span>" in state(status)


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sprite = settings.BASE_DIR / "static" / "vendor" / "tabler-icons" / "sprite.svg"
    drawn = {symbol.get("id") for symbol in ElementTree.parse(sprite).getroot()}
    used = {look.icon for look in presenting.LOOKS.values()} | set(LEVEL_ICONS.values())
    used |= (
        {theme.icon for theme in THEMES}
        | {place[2] for place in PLACES}
        | {"settings"}
        | {*ICONS.values()}
    )
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        parts = template.read_text("utf-8").split('{% icon "')[1:]
        used |= {part.partition('"')[0] for part in parts}
    assert used - drawn == set()


def test_an_icon_without_a_label_is_silent_and_one_with_a_label_speaks() -> None:
    assert 'aria-hidden="true"' in icon("check")
    assert 'role="img" aria-label="&lt;b&gt;"' in icon("check", "<b>")
