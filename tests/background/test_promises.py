"""Until when a version keeps what its dataset promises."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from background import WEEKDAYS, DailyBy, Within
from background.errors import DeclarationError

LIMA = "America/Lima"
FRIDAY = date(2024, 7, 26)
PUBLISHED = datetime(2024, 7, 26, 12, 0, tzinfo=UTC)


def test_an_age_counts_from_the_publication() -> None:
    assert Within(timedelta(hours=6)).fresh_until(FRIDAY, PUBLISHED) == PUBLISHED + timedelta(
        hours=6
    )


@pytest.mark.parametrize(
    ("promise", "until"),
    [
        (DailyBy(time(8), LIMA), datetime(2024, 7, 27, 13, 0, tzinfo=UTC)),
        (DailyBy(time(8), LIMA, days=WEEKDAYS), datetime(2024, 7, 29, 13, 0, tzinfo=UTC)),
        (DailyBy(time(8), LIMA, lag=1), datetime(2024, 7, 28, 13, 0, tzinfo=UTC)),
        (DailyBy(time(8), LIMA, days=(4,)), datetime(2024, 8, 2, 13, 0, tzinfo=UTC)),
    ],
)
def test_a_daily_promise_ends_when_the_next_days_figures_are_due(
    promise: DailyBy, until: datetime
) -> None:
    assert promise.fresh_until(FRIDAY, PUBLISHED) == until


def test_figures_of_an_earlier_day_do_not_keep_the_promise_of_today() -> None:
    until = DailyBy(time(8), LIMA).fresh_until(FRIDAY - timedelta(days=1), PUBLISHED)

    assert until == datetime(2024, 7, 26, 13, 0, tzinfo=UTC)


def test_the_hour_stays_local_when_the_clocks_change() -> None:
    promise = DailyBy(time(8), "America/Santiago")

    assert promise.fresh_until(date(2024, 9, 6), PUBLISHED).astimezone(UTC).hour == 12
    assert promise.fresh_until(date(2024, 9, 7), PUBLISHED).astimezone(UTC).hour == 11


@pytest.mark.parametrize("days", [(), (7,), (0, -1)])
def test_a_promise_of_no_day_is_refused(days: tuple[int, ...]) -> None:
    with pytest.raises(DeclarationError):
        DailyBy(time(8), LIMA, days=days)
