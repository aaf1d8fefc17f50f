"""Until when the F29 of a month is filed, and how a return stands against that day."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

ON_PAPER = 12
ON_LINE = 20
NOTHING_PAYABLE = 28
"""Days of the month after the one that the return speaks of."""

NextWorkingDay = Callable[[date], date]
"""Gives a day itself where it is a working day, else the next one, as `BusinessDays` does."""


class Standing(StrEnum):
    """How a return stands: the words that tables have for it."""

    IN_TIME = "presentado"
    LATE = "presentado tarde"
    AWAITED = "por presentar"
    OVERDUE = "vencido"
    UNASKED = "sin consultar"


def due_date(
    period: date, *, files_online: bool, is_payable: bool, next_working: NextWorkingDay
) -> date:
    """Return the last day for the return of the month `period` (any day of it).

    Electronic invoicers who file on line have until the 20th, others until the 12th; whoever has
    nothing to pay, until the 28th. A day without work moves it to the next working one.
    """
    day = ON_LINE if files_online else ON_PAPER
    if not is_payable:
        day = NOTHING_PAYABLE
    month_after = period.replace(day=28) + timedelta(days=4)
    return next_working(month_after.replace(day=day))


def standing(
    due: date, today: date, *, is_filed: bool, filed: date | None = None, is_asked: bool = True
) -> Standing:
    """Return how a return stands on a day; one filed on a day unknown counts as in time.

    Where nobody asked for the returns of the month (`is_asked`), none can be overdue.
    """
    if is_filed:
        return Standing.LATE if filed is not None and filed > due else Standing.IN_TIME
    if today <= due:
        return Standing.AWAITED
    return Standing.OVERDUE if is_asked else Standing.UNASKED
