"""Months, each as its first day."""

from datetime import date


def months_back(today: date, count: int, offset: int) -> list[date]:
    """Return so many months, the newest first, that ends `offset` months before today's."""
    newest = today.year * 12 + today.month - 1 - offset
    return [_month(newest - number) for number in range(count)]


def months_of(year: int) -> list[date]:
    """Return the twelve months of a year."""
    return [date(year, month, 1) for month in range(1, 13)]


def _month(number: int) -> date:
    year, month = divmod(number, 12)
    return date(year, month + 1, 1)
