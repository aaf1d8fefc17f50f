"""The calendars of business days as they hold now, with what people changed in them."""

from functools import cached_property

from background.calendars import BusinessDays, DayOff
from background.errors import FieldError, InvalidParams
from tasks_admin.models import BusinessCalendar, CalendarDay

UNKNOWN = FieldError("calendar", "There is no such calendar.")


class Calendars:
    """All calendars, read with one query when the first of them is asked for."""

    def of(self, name: str) -> BusinessDays:
        """Return one calendar; raises InvalidParams where there is none of that name."""
        if name not in BusinessCalendar.values:
            raise InvalidParams([UNKNOWN])
        return self._all[name]

    @cached_property
    def _all(self) -> dict[str, BusinessDays]:
        changed = list(CalendarDay.objects.order_by("day"))
        return {
            name: BusinessDays(
                name,
                added=tuple(
                    DayOff(one.day, one.reason)
                    for one in changed
                    if one.calendar == name and not one.is_business_day
                ),
                struck=tuple(
                    one.day for one in changed if one.calendar == name and one.is_business_day
                ),
            )
            for name in BusinessCalendar.values
        }
