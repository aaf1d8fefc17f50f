"""The table of rates: which days it has, and days added to it."""

from collections.abc import Mapping
from datetime import date

import polars as pl
from django.db import connection

from toolbox.rates.calc import RATE_SCHEMA
from toolbox.rates.models import ExchangeRate
from toolbox.sources import Rate


def known_days() -> set[date]:
    """Return the days that have a rate."""
    return set(ExchangeRate.objects.values_list("day", flat=True))


def save(rates: Mapping[date, Rate]) -> None:
    """Store each rate under its day; a rate that is there already is replaced."""
    by_target = connection.features.supports_update_conflicts_with_target
    ExchangeRate.objects.bulk_create(
        [ExchangeRate(day=day, bid=rate.bid, ask=rate.ask) for day, rate in sorted(rates.items())],
        update_conflicts=True,
        unique_fields=["day"] if by_target else None,
        update_fields=["bid", "ask"],
        batch_size=500,
    )


def all_rates(found: Mapping[date, Rate] | None = None) -> pl.DataFrame:
    """Return every rate, oldest first, as the calculations read them (RATE_SCHEMA).

    Those that this run `found` are among them even where a dry run has stored nothing.
    """
    rows = ExchangeRate.objects.values_list("day", "bid", "ask")
    rates = {day: (bid, ask) for day, bid, ask in rows}
    rates |= {day: (rate.bid, rate.ask) for day, rate in (found or {}).items()}
    return pl.DataFrame(
        [(day, float(bid), float(ask)) for day, (bid, ask) in sorted(rates.items())],
        schema=dict(RATE_SCHEMA),
        orient="row",
    )
