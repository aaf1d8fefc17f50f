"""Days on which business is done: growing over the years, busier in December and at month-end."""

from bisect import bisect_right
from calendar import monthrange
from datetime import date
from itertools import accumulate

from toolbox.samples.chance import Chance

FIRST_DAY = date(2019, 7, 1)
QUIET = (date(2020, 3, 1), date(2020, 6, 30))


class BusinessDays:
    """The days from the first of the history to `until`, drawn by how busy they are."""

    def __init__(self, until: date) -> None:
        if until < FIRST_DAY:
            raise ValueError("the history begins on 2019-07-01")
        self.until = until
        count = (until.year - FIRST_DAY.year) * 12 + until.month - FIRST_DAY.month + 1
        self._days: list[date] = []
        weights: list[float] = []
        for number in range(count):
            year, month = divmod(FIRST_DAY.year * 12 + FIRST_DAY.month - 1 + number, 12)
            days = month_days(year, month + 1, until)
            share = month_weight(date(year, month + 1, 1), 1 + 7 * number / max(1, count - 1))
            self._days += [day for day, _ in days]
            weights += [share * weight for _, weight in days]
        self._cumulated = list(accumulate(weights))

    def draw(self, chance: Chance) -> date:
        """Return one day."""
        place = bisect_right(self._cumulated, chance.unit() * self._cumulated[-1])
        return self._days[min(place, len(self._days) - 1)]


def month_weight(first: date, growth: float) -> float:
    """Return how much business a month sees."""
    if QUIET[0] <= first <= QUIET[1]:
        return growth * 0.4
    return growth * (1.25 if first.month == 12 else 1)


def month_days(year: int, month: int, until: date) -> list[tuple[date, float]]:
    """Return the days of a month up to `until` with their weights; Sundays have none."""
    last = monthrange(year, month)[1]
    days = (date(year, month, day) for day in range(1, last + 1))
    return [
        (day, (0.04 if day.weekday() == 5 else 0.192) * (1.6 if day.day > last - 3 else 1) / 4.35)
        for day in days
        if day.weekday() != 6 and day <= until
    ]
