"""The ledger of one schedule as its page shows it: a month day by day, and moment by moment."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

from background.months import Month
from tasks_admin.access import Right, may
from tasks_admin.models import Fate
from tasks_admin.queries.balances import balance_of_month
from tasks_admin.queries.ledgers import LedgerFilter, ledger, month_of_days, zone_of


def ledger_of(
    request: HttpRequest, schedule_id: int, zone_name: str, now: datetime
) -> dict[str, Any]:
    """Return what the templates of a ledger need: the part of it that the address asks for."""
    asked, zone = LedgerFilter.read(request.GET.dict()), zone_of(zone_name)
    rows = ledger(schedule_id, asked, zone)
    return {
        **_month(schedule_id, asked.month, zone, now),
        "asked": asked,
        "fates": Fate.choices,
        "ledger": rows,
        "older": asked.query_string(older=rows.older),
        "may_export": may(request.user, Right.EXPORT),
    }


def _month(schedule_id: int, asked: Month | None, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """A month of the ledger day by day, the one that is asked for or this one."""
    today = timezone.localtime(now, zone).date()
    month = asked or Month.of(today)
    balance = balance_of_month(schedule_id, month, zone, now)
    missing = balance.first_missing if balance else ()
    return {
        "month": month_of_days(schedule_id, month, zone),
        "balance": balance,
        "unsettled": {at.astimezone(zone).date() for at in missing},
        "today": today,
        "earlier": LedgerFilter(month=month.plus(-1)).query_string(),
        "later": LedgerFilter(month=month.plus(1)).query_string(),
        "weekdays": [(WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in range(7)],
    }
