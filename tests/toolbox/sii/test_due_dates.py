"""Until when an F29 is filed, by Chile's calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from background.calendars import BusinessDays
from toolbox.sii.calc.due_dates import Standing, due_date, standing

CHILE = BusinessDays("CL")
months = st.dates(date(2017, 8, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("period", "files_online", "is_payable", "due"),
    [
        (date(2026, 9, 1), True, True, date(2026, 10, 20)),
        # The 12th is the Day of the Meeting of Two Worlds, a Monday.
        (date(2026, 9, 1), False, True, date(2026, 10, 13)),
        (date(2026, 9, 1), True, False, date(2026, 10, 28)),
        (date(2026, 9, 1), False, False, date(2026, 10, 28)),
        # The 20th is a Sunday.
        (date(2026, 8, 31), True, True, date(2026, 9, 21)),
        (date(2026, 11, 1), True, False, date(2026, 12, 28)),
        # Over the end of the year, and past a Saturday and a Sunday.
        (date(2025, 12, 1), False, True, date(2026, 1, 12)),
        (date(2026, 1, 1), False, True, date(2026, 2, 12)),
        (date(2026, 1, 1), True, False, date(2026, 3, 2)),
    ],
)
def test_the_last_day_to_file(
    period: date, files_online: bool, is_payable: bool, due: date
) -> None:
    found = due_date(
        period,
        files_online=files_online,
        is_payable=is_payable,
        next_working=CHILE.on_or_after,
    )
    assert found == due


@given(months, st.booleans(), st.booleans())
def test_it_is_a_working_day_soon_after_the_day_of_the_law(
    day: date, files_online: bool, is_payable: bool
) -> None:
    due = due_date(
        day, files_online=files_online, is_payable=is_payable, next_working=CHILE.on_or_after
    )
    law = due_date(
        day, files_online=files_online, is_payable=is_payable, next_working=lambda one: one
    )
    assert due in CHILE
    assert law <= due <= law + timedelta(days=7)
    assert (law.year * 12 + law.month) - (day.year * 12 + day.month) == 1


@pytest.mark.parametrize(
    ("is_filed", "filed", "today", "stands"),
    [
        (True, date(2026, 10, 20), date(2026, 11, 1), Standing.IN_TIME),
        (True, date(2026, 10, 21), date(2026, 11, 1), Standing.LATE),
        (True, None, date(2026, 11, 1), Standing.IN_TIME),
        (False, None, date(2026, 10, 20), Standing.AWAITED),
        (False, None, date(2026, 10, 21), Standing.OVERDUE),
    ],
)
def test_how_a_return_stands(
    is_filed: bool, filed: date | None, today: date, stands: Standing
) -> None:
    assert standing(date(2026, 10, 20), today, is_filed=is_filed, filed=filed) is stands


def test_nothing_is_overdue_that_nobody_asked_for() -> None:
    due = date(2026, 10, 20)
    stands = standing(due, date(2026, 10, 21), is_filed=False, is_asked=False)
    assert stands is Standing.UNASKED
    assert standing(due, due, is_filed=False, is_asked=False) is Standing.AWAITED
