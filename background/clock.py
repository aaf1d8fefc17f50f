"""Which day it is: always of an aware moment that is handed over, never of the machine's clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import ValidationInfo


def today_in(zone: str, now: datetime) -> date:
    """Return the local date in `zone` at the aware moment `now`."""
    return now.astimezone(ZoneInfo(zone)).date()


def today_of(info: ValidationInfo, zone: str = "") -> date | None:
    """Return the day at which parameters are judged, or None where nobody said when that is.

    The moment comes with pydantic's validation context, under `now`. It is taken in `zone`, or in
    the zone that it comes in.
    """
    now: datetime | None = (info.context or {}).get("now")
    if now is None:
        return None
    return today_in(zone, now) if zone else now.date()
