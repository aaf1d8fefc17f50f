"""Columns that Django has no field for."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from toolbox.rates.zone import LIMA


class LimaMoment(models.DateTimeField):  # type: ignore[type-arg]
    """A moment stored as the clock in Lima showed it, for whoever reads the table with SQL.

    In Python it is aware, as every moment; `stored_in` names the zone of the column.
    """

    stored_in = LIMA

    def from_db_value(self, value: datetime | None, *_: Any) -> datetime | None:
        """Return the stored clock time as a moment in Lima."""
        return value.replace(tzinfo=ZoneInfo(LIMA)) if value else None

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return the moment as Lima's clock shows it, in the database's own form."""
        moment = value if prepared else self.get_prep_value(value)
        if isinstance(moment, datetime) and timezone.is_aware(moment):
            wall_clock = timezone.make_naive(moment, ZoneInfo(LIMA))
            moment = wall_clock.replace(tzinfo=ZoneInfo("UTC"))
        return connection.ops.adapt_datetimefield_value(moment)
