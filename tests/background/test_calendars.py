"""Which days a calendar works on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from background.calendars import SOURCES, BusinessDays, DayOff
from background.errors import DeclarationError

PERU, CHILE, CHILEAN_BANKS = BusinessDays("PE"), BusinessDays("CL"), BusinessDays("CL-BANK")
calendars = st.sampled_from([BusinessDays(name) for name in SOURCES])
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("calendar", "day", "name"),
    [
        (PERU, "2026-07-28", "Día de la Independencia"),
        (PERU, "2026-06-29", "San Pedro y San Pablo"),
        (PERU, "2026-04-02", "Jueves Santo"),
        (PERU, "2026-09-18", None),
        (PERU, "2026-07-25", ""),
        (CHILE, "2026-09-18", "Día de la Independencia"),
        (CHILE, "2026-07-28", None),
        (CHILE, "2026-12-31", None),
        (CHILEAN_BANKS, "2026-12-31", "Feriado bancario"),
    ],
)
def test_what_keeps_a_day_from_being_a_business_day(
    calendar: BusinessDays, day: str, name: str | None
) -> None:
    off = calendar.day_off(date.fromisoformat(day))
    assert (off.name if off else None) == name


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "2026-07-01"), (2, "2026-07-02"), (-1, "2026-07-31"), (-2, "2026-07-30"),
     (-3, "2026-07-27"), (20, "2026-07-31"), (21, None), (-20, "2026-07-01"), (-21, None),
     (0, None)],
)  # fmt: skip
def test_business_days_of_a_month_are_counted_from_either_end(
    number: int, expected: str | None
) -> None:
    found = PERU.nth(2026, 7, number)
    assert (found.isoformat() if found else None) == expected


@pytest.mark.parametrize(
    ("due", "paid"),
    [("2026-12-12", "2026-12-14"), ("2026-11-20", "2026-11-20"), ("2027-03-28", "2027-03-29")],
)
def test_a_tax_that_is_due_on_a_day_off_is_due_on_the_next_business_day(
    due: str, paid: str
) -> None:
    assert CHILE.on_or_after(date.fromisoformat(due)).isoformat() == paid


def test_people_add_days_off_and_strike_them() -> None:
    bridge, holiday, saturday = date(2026, 7, 27), date(2026, 7, 28), date(2026, 8, 1)
    changed = BusinessDays("PE", (DayOff(bridge, "Bridge day"),), (holiday, saturday))
    off = changed.day_off(bridge)
    assert off is not None
    assert off.name == "Bridge day"
    assert holiday in changed
    assert saturday in changed
    assert saturday not in PERU


def test_a_calendar_that_there_is_none_of_is_refused() -> None:
    with pytest.raises(DeclarationError):
        BusinessDays("XX")


@given(calendars, days)
def test_the_next_business_day_is_the_first_that_is_one(calendar: BusinessDays, day: date) -> None:
    found = calendar.on_or_after(day)
    assert found in calendar
    passed = [day + timedelta(days=count) for count in range((found - day).days)]
    assert not any(one in calendar for one in passed)


@given(calendars, days, st.integers(1, 15))
def test_counting_from_the_end_meets_counting_from_the_start(
    calendar: BusinessDays, day: date, number: int
) -> None:
    worked = [calendar.nth(day.year, day.month, one) for one in range(1, 24)]
    in_month = [one for one in worked if one]
    assert in_month == sorted(set(in_month))
    assert all(one in calendar and one.month == day.month for one in in_month)
    assert calendar.nth(day.year, day.month, -number) == in_month[-number]
