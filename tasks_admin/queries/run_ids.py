"""Moments as run ids: ids are ordered by time, so a date needs no index of its own."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

VERSION, VARIANT = 7 << 76, 2 << 62


def first_at(moment: datetime) -> UUID:
    """Return the smallest id (UUIDv7) that a run requested at or after `moment` can have."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=max(milliseconds, 0) << 80 | VERSION | VARIANT)


def first_of(day: date, *, shift: int = 0) -> UUID:
    """Return the smallest id of a local day, or of the day `shift` days after it."""
    midnight = datetime.combine(day + timedelta(days=shift), time.min)
    return first_at(timezone.make_aware(midnight))
