"""Schedules that keep to business days: what is kept, moved, struck."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from background.calendars import BusinessDays, DayOff
from tasks_admin.planning.business import (
    CalendarRule,
    NextBusinessDay,
    NthBusinessDay,
    OnlyBusinessDays,
)
from tasks_admin.planning.cron import read_cron
from tasks_admin.planning.rules import Calendar, Every, Once, Rule, next_moment

LIMA, SANTIAGO = ZoneInfo("America/Lima"), ZoneInfo("America/Santiago")
PERU, CHILE = BusinessDays("PE"), BusinessDays("CL")


def lima(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LIMA)


def at(cron: str, zone: ZoneInfo = LIMA) -> Calendar:
    return Calendar(read_cron(cron), zone)


def walls(rule: Rule, start: str, end: str, zone: ZoneInfo = LIMA) -> list[str]:
    """The local times of the moments in a span of days."""
    span = [datetime.fromisoformat(one).replace(tzinfo=zone) for one in (start, end)]
    found = rule.moments(span[0].astimezone(UTC), span[1].astimezone(UTC))
    return [f"{one.at.astimezone(zone):%a %d %H:%M}" for one in found]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            OnlyBusinessDays(at("0 7 * * *"), PERU, LIMA),
            ["Fri 24 07:00", "Mon 27 07:00", "Thu 30 07:00", "Fri 31 07:00"],
        ),
        (OnlyBusinessDays(at("0 7 28 * *"), PERU, LIMA), []),
        (NextBusinessDay(at("0 7 28 * *"), PERU, LIMA), ["Thu 30 07:00"]),
        (NextBusinessDay(at("0 7 28,29,30 * *"), PERU, LIMA), ["Thu 30 07:00"]),
        (
            NextBusinessDay(at("0 7,18 25,27 * *"), PERU, LIMA),
            ["Mon 27 07:00", "Mon 27 18:00"],
        ),
        (NextBusinessDay(at("0 7 25 * *"), PERU, LIMA), ["Mon 27 07:00"]),
        (NthBusinessDay(at("30 6 * * *"), PERU, LIMA, -2), ["Thu 30 06:30"]),
        (NthBusinessDay(at("30 6,7 * * *"), PERU, LIMA, -1), ["Fri 31 06:30", "Fri 31 07:30"]),
        (
            OnlyBusinessDays(Every(timedelta(hours=30)), PERU, LIMA),
            ["Fri 24 13:00", "Mon 27 01:00", "Thu 30 19:00"],
        ),
        (NextBusinessDay(Once(lima("2026-07-28T10:15:20")), PERU, LIMA), ["Thu 30 10:15"]),
    ],
)  # fmt: skip
def test_the_week_of_peru_s_independence(rule: Rule, expected: list[str]) -> None:
    assert walls(rule, "2026-07-23T08:00", "2026-08-01T00:00") == expected


def test_the_second_business_day_of_each_month() -> None:
    rule = NthBusinessDay(at("0 7 * * *"), PERU, LIMA, 2)
    assert walls(rule, "2026-01-01", "2026-05-31") == [
        "Mon 05 07:00", "Tue 03 07:00", "Tue 03 07:00", "Mon 06 07:00", "Tue 05 07:00",
    ]  # fmt: skip


def test_a_quarter_s_months_are_those_of_the_crontab() -> None:
    rule = NthBusinessDay(at("0 7 * 1,4,7,10 *"), PERU, LIMA, 1)
    assert walls(rule, "2026-01-01", "2026-12-31") == [
        "Fri 02 07:00", "Wed 01 07:00", "Wed 01 07:00", "Thu 01 07:00",
    ]  # fmt: skip


def struck(rule: CalendarRule, start: str, end: str) -> list[tuple[str, str, str]]:
    found = rule.struck(lima(start), lima(end))
    return [(f"{one.off.day:%d}", one.off.name, f"{one.instead or ''}") for one in found]


def test_what_is_struck_says_why_and_what_stands_in() -> None:
    daily = at("0,30 7 * * *")
    week = ("2026-07-25T00:00", "2026-07-30T00:00")
    first, second = "Día de la Independencia", "Día de la Gran Parada Militar"
    assert struck(OnlyBusinessDays(daily, PERU, LIMA), *week) == [
        ("25", "", ""), ("26", "", ""), ("28", first, ""), ("29", second, ""),
    ]  # fmt: skip
    assert struck(NextBusinessDay(at("0 7 25,28 * *"), PERU, LIMA), *week) == [
        ("25", "", "2026-07-27"),
        ("28", first, "2026-07-30"),
    ]


def test_of_a_month_only_the_holidays_that_were_passed_over_are_struck() -> None:
    whole = ("2026-04-01T00:00", "2026-05-01T00:00")
    passed = [("02", "Jueves Santo", ""), ("03", "Viernes Santo", "")]
    daily = at("0 7 * * *")
    second, last = (NthBusinessDay(daily, PERU, LIMA, number) for number in (2, -1))
    assert struck(second, *whole) == [*passed, ("05", "Domingo de Resurrección", "")]
    assert struck(last, *whole) == []


def test_a_day_added_by_hand_is_left_out_and_one_struck_is_kept() -> None:
    friday, holiday = date(2026, 7, 24), date(2026, 7, 28)
    changed = BusinessDays("PE", (DayOff(friday, "Move"),), (holiday,))
    rule = OnlyBusinessDays(at("0 7 * * *"), changed, LIMA)
    assert walls(rule, "2026-07-23T08:00", "2026-07-29T00:00") == ["Mon 27 07:00", "Tue 28 07:00"]


def test_a_time_that_the_clock_skips_on_a_day_off_is_itself_on_the_next_business_day() -> None:
    """Santiago's clock skips the first hour of a Sunday: 6 September 2026."""
    rule = NextBusinessDay(at("30 0 * * *", SANTIAGO), CHILE, SANTIAGO)
    assert walls(rule, "2026-09-05T00:00", "2026-09-08T00:00", SANTIAGO) == ["Mon 07 00:30"]


def test_a_calendar_changes_what_a_rule_is_taken_for_only_by_its_days() -> None:
    added = [BusinessDays("PE", (DayOff(date(2026, 7, 24), why),)) for why in ("Move", "Moved")]
    assert repr(added[0]) == repr(added[1]) != repr(PERU)


crons = st.tuples(
    st.sampled_from(["0", "0,30"]),
    st.sampled_from(["0", "7", "7,12,18", "23"]),
    st.sampled_from(["*", "1", "1,15", "28-31", "*/5"]),
    st.sampled_from(["*", "2", "7,9,12"]),
    st.sampled_from(["*", "1-5", "sat,sun", "1"]),
).map(" ".join)
places = st.sampled_from([(PERU, LIMA), (CHILE, SANTIAGO), (BusinessDays("CL-BANK"), SANTIAGO)])
starts = st.integers(0, 6 * 365 * 24).map(
    lambda hours: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)
spans = st.timedeltas(timedelta(hours=1), timedelta(days=70))


def local_days(rule: Rule, after: datetime, until: datetime, zone: ZoneInfo) -> list[date]:
    return [one.at.astimezone(zone).date() for one in rule.moments(after, until)]


@st.composite
def by_calendar(draw: st.DrawFn) -> CalendarRule:
    days, zone = draw(places)
    rule = at(draw(crons), zone)
    number = draw(st.sampled_from([1, 2, 5, -1, -3]))
    made: list[CalendarRule] = [
        OnlyBusinessDays(rule, days, zone),
        NextBusinessDay(rule, days, zone),
        NthBusinessDay(rule, days, zone, number),
    ]
    return draw(st.sampled_from(made))


@settings(max_examples=60)
@given(by_calendar(), starts, spans, st.floats(0, 1))
def test_nothing_comes_on_a_day_off_and_all_in_order_however_the_time_is_cut(
    rule: CalendarRule, after: datetime, span: timedelta, cut: float
) -> None:
    until, middle = after + span, after + span * cut
    whole = list(rule.moments(after, until))
    assert all(earlier.at < later.at for earlier, later in pairwise(whole))
    assert all(after < one.at <= until for one in whole)
    assert [*rule.moments(after, middle), *rule.moments(middle, until)] == whole
    assert all(day in rule.days for day in local_days(rule, after, until, rule.zone))


@settings(max_examples=40)
@given(crons, places, starts, spans)
def test_only_business_days_and_what_is_struck_make_up_the_rule(
    cron: str, place: tuple[BusinessDays, ZoneInfo], after: datetime, span: timedelta
) -> None:
    days, zone = place
    rule = OnlyBusinessDays(at(cron, zone), days, zone)
    until = after + span
    kept = set(local_days(rule, after, until, zone))
    left_out = {one.off.day for one in rule.struck(after, until)}
    assert kept.isdisjoint(left_out)
    assert kept | left_out == set(local_days(rule.rule, after, until, zone))


@settings(max_examples=40)
@given(crons, places, starts, spans)
def test_no_moment_is_lost_by_moving_it_to_the_next_business_day(
    cron: str, place: tuple[BusinessDays, ZoneInfo], after: datetime, span: timedelta
) -> None:
    days, zone = place
    rule = NextBusinessDay(at(cron, zone), days, zone)
    until = after + span
    wanted = {days.on_or_after(day) for day in local_days(rule.rule, after, until, zone)}
    found = set(local_days(rule, after, until + timedelta(days=10), zone))
    assert wanted <= found


@settings(max_examples=40)
@given(places, starts, st.sampled_from([1, 2, 5, 15, -1, -3]))
def test_each_month_has_one_such_business_day(
    place: tuple[BusinessDays, ZoneInfo], after: datetime, number: int
) -> None:
    days, zone = place
    rule = NthBusinessDay(at("0 7 * * *", zone), days, zone, number)
    found = local_days(rule, after, after + timedelta(days=200), zone)
    months = [(day.year, day.month) for day in found]
    assert months == sorted(set(months))
    assert len(months) >= 6


def test_a_day_that_no_month_has_is_given_up_in_time() -> None:
    rule = NthBusinessDay(at("0 7 31 2 *"), PERU, LIMA, 1)
    assert next_moment(rule, lima("2026-01-01T00:00")) is None
