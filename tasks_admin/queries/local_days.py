"""Local days as readers type them, as moments."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def read_day(text: str) -> date | None:
    """Return the day that an ISO date names; None for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def start_of(day: date, *, shift: int = 0) -> datetime:
    """Return the local midnight at which a day, or the one `shift` days after it, begins."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=shift), time.min))
