"""The moments that schedules promise."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from background.errors import InvalidParams
from tasks_admin.planning.cron import LONGEST_FIELD, read_cron
from tasks_admin.planning.rules import Calendar, Every, Moment, Once, Rule, Shift, next_moment

LIMA, NEW_YORK = ZoneInfo("America/Lima"), ZoneInfo("America/New_York")


def walls(cron: str, zone: ZoneInfo, start: str, hours: int) -> list[tuple[str, str]]:
    """The local times of the moments, and what the clock did to each."""
    after = datetime.fromisoformat(start).replace(tzinfo=zone).astimezone(UTC)
    found = Calendar(read_cron(cron), zone).moments(after, after + timedelta(hours=hours))
    return [(f"{one.at.astimezone(zone):%d %H:%M %z}", one.shift.value) for one in found]


@pytest.mark.parametrize(
    ("cron", "start", "hours", "expected"),
    [
        # A time that is skipped comes an hour later by the clock.
        ("30 2 * * *", "2024-03-09T12:00", 48, [("10 03:30 -0400", "gap"), ("11 02:30 -0400", "")]),
        # A time that is repeated is meant once, the first time.
        (
            "30 1 * * *", "2024-11-02T12:00", 48,
            [("03 01:30 -0400", "first"), ("04 01:30 -0500", "")],
        ),
        # Every hour is every hour that passes.
        (
            "0 * * * *", "2024-11-02T23:30", 4,
            [
                ("03 00:00 -0400", ""), ("03 01:00 -0400", "first"), ("03 01:00 -0500", "second"),
                ("03 02:00 -0500", ""),
            ],
        ),
        (
            "0 * * * *", "2024-03-10T00:30", 3,
            [("10 01:00 -0500", ""), ("10 03:00 -0400", ""), ("10 04:00 -0400", "")],
        ),
        ("4 16 * * *", "2024-03-09T12:00", 48, [("09 16:04 -0500", ""), ("10 16:04 -0400", "")]),
        ("4 16 * * *", "2024-11-02T12:00", 48, [("02 16:04 -0400", ""), ("03 16:04 -0500", "")]),
    ],
)  # fmt: skip
def test_what_new_york_s_clock_does_to_a_schedule(
    cron: str, start: str, hours: int, expected: list[tuple[str, str]]
) -> None:
    assert walls(cron, NEW_YORK, start, hours) == expected


@pytest.mark.parametrize(
    ("cron", "start", "expected"),
    [
        ("0 7,12,18 * * *", "2024-07-27T07:00", "27 12:00"),
        ("0 7 * * mon-fri", "2024-07-27T00:00", "29 07:00"),
        ("0 9 1 * *", "2024-07-27T00:00", "01 09:00"),
        ("0 9 13 * fri", "2024-07-27T00:00", "13 09:00"),  # both must hold: September 2024
        ("0 0 29 2 *", "2024-03-01T00:00", "29 00:00"),
        ("*/20 * * * *", "2024-07-27T23:40", "28 00:00"),
    ],
)
def test_the_next_moment_of_a_crontab(cron: str, start: str, expected: str) -> None:
    after = datetime.fromisoformat(start).replace(tzinfo=LIMA)
    found = next_moment(Calendar(read_cron(cron), LIMA), after)
    assert found is not None
    assert f"{found.at.astimezone(LIMA):%d %H:%M}" == expected


def test_a_day_that_never_comes_has_no_moment() -> None:
    rule = Calendar(read_cron("0 0 31 2 *"), LIMA)
    assert next_moment(rule, datetime(2024, 7, 27, tzinfo=UTC)) is None


field = st.sampled_from(["*", "*/7", "3", "1-5", "2,4"])


@settings(max_examples=40)
@given(
    st.tuples(field, field, field, field, field).map(" ".join),
    st.integers(0, 2 * 365 * 1440).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_the_moments_of_a_day_are_the_minutes_whose_every_field_matches(
    expression: str, start: timedelta
) -> None:
    cron = read_cron(expression)
    after = datetime(2024, 1, 1, tzinfo=LIMA) + start
    minutes = [after + timedelta(minutes=number) for number in range(1, 1441)]
    expected = [
        minute.astimezone(UTC)
        for minute in minutes
        if cron.meets(minute.date()) and minute.hour in cron.hours and minute.minute in cron.minutes
    ]
    found = Calendar(cron, LIMA).moments(after, minutes[-1])
    assert [moment.at for moment in found] == expected


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("* * *", ["cron"]),
        ("60 24 32 13 7", ["minute", "hour", "day_of_month", "month_of_year", "day_of_week"]),
        ("*/0 * * * *", ["minute"]),
        ("5-1000000000 * * * *", ["minute"]),
        (f"{'1,' * LONGEST_FIELD}1 * * * *", ["minute"]),
        ("0 7 * * lunes", ["day_of_week"]),
        ("0 7;rm * * *", ["hour"]),
    ],
)
def test_a_crontab_that_cannot_be_read_says_which_fields(expression: str, wrong: list[str]) -> None:
    with pytest.raises(InvalidParams) as refused:
        read_cron(expression)
    assert [error.name for error in refused.value.errors] == wrong


NOON = datetime(2024, 7, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Every(timedelta(minutes=20)), ["12:20", "12:40", "13:00"]),
        (Every(timedelta(minutes=25), anchor=NOON), ["12:25", "12:50"]),
        (Every(timedelta(minutes=25), anchor=NOON + timedelta(minutes=50)), ["12:50"]),
        (Once(NOON + timedelta(minutes=1)), ["12:01"]),
        (Once(NOON), []),
    ],
)
def test_intervals_and_single_moments(rule: Rule, expected: list[str]) -> None:
    found = rule.moments(NOON, NOON + timedelta(hours=1))
    assert [f"{one.at:%H:%M}" for one in found] == expected


def test_a_rule_s_end_is_its_own_and_its_start_is_not() -> None:
    rule = Every(timedelta(hours=1))
    assert list(rule.moments(NOON, NOON)) == []
    later = NOON + timedelta(hours=1)
    assert list(rule.moments(NOON, later)) == [Moment(later, Shift.NONE)]
