"""The rates that a calculation needs: those of its days, and earlier ones that may stand in."""

from collections.abc import Collection
from datetime import date

import polars as pl

from background import TaskContext
from toolbox.rates import calc, store
from toolbox.rates.filling import fill
from toolbox.sources import Rate, Source, SourceNotConfigured

DAYS_AT_ONCE = 100


def rates_for(
    ctx: TaskContext, source: Source, days: Collection[date], carry_days: int
) -> pl.DataFrame:
    """Return every known rate (calc.RATE_SCHEMA), after asking for the days that lack one.

    Where days stay without a rate, the earlier days whose rate may stand in are asked for too.
    Raises SourceFailed when the rate service is down.
    """
    wanted = [day for day in days if day >= calc.FIRST_DAY]
    found: dict[date, Rate] = {}
    try:
        failed = _fill(ctx, source, wanted, found)
        _fill(ctx, source, calc.days_before(failed, carry_days), found)
    except SourceNotConfigured:
        ctx.log_warning("No source of exchange rates is configured; the stored ones are used")
    return store.all_rates(found)


def _fill(
    ctx: TaskContext, source: Source, days: Collection[date], found: dict[date, Rate]
) -> list[date]:
    """Fetch the days that are not stored, into `found`; return those that failed."""
    missing = calc.gaps(days, store.known_days())
    if not missing:
        return []
    filled = fill(ctx, source, missing, DAYS_AT_ONCE, lambda done, of: None)
    ctx.log_info(
        "Exchange rates: {stored} days added, {failed} days have none",
        stored=len(filled.stored),
        failed=len(filled.failed),
    )
    found.update(filled.found)
    return sorted(filled.failed)
