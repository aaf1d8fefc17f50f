"""What the rows of a filter add up to, once for each version of the dataset."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Sum

from tasks_admin.models import DatasetVersion
from tasks_admin.queries.row_filter import RowFilter

KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """The rows of one currency ("" where the dataset has none) and the sum of each measure."""

    currency: str | None
    rows: int
    sums: dict[str, Decimal | int | None]


@dataclass(frozen=True, slots=True)
class Totals:
    """All rows that meet the conditions, by currency."""

    by_currency: tuple[CurrencyTotal, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all currencies."""
        return sum(total.rows for total in self.by_currency)


def known_totals(asked: RowFilter, version: DatasetVersion | None) -> Totals | None:
    """Return the totals if they were reckoned before for this version, else None."""
    if version is None or asked.dataset.in_place:
        return None
    found: Totals | None = cache.get(_key(asked, version))
    return found


def totals(asked: RowFilter, version: DatasetVersion | None) -> Totals:
    """Return the totals, reckoned by the database in one query and kept with the version.

    Those of a table that is written in place are reckoned each time.
    """
    known = known_totals(asked, version)
    if known is not None:
        return known
    reckoned = Totals(tuple(_reckon(asked)))
    if version and not asked.dataset.in_place:
        cache.set(_key(asked, version), reckoned, KEPT_SECONDS)
    return reckoned


def _reckon(asked: RowFilter) -> list[CurrencyTotal]:
    measures = [asked.columns[name] for name in asked.dataset.measures]
    sums: dict[str, Any] = {
        f"sum_{number}": Sum(column.attribute) for number, column in enumerate(measures)
    }
    currency = asked.columns.get(asked.dataset.currency)
    if currency is None:
        found = [asked.rows().aggregate(row_count=Count("*"), **sums)]
    else:
        grouped = asked.rows().values(currency.attribute)
        found = list(grouped.annotate(row_count=Count("*"), **sums).order_by(currency.attribute))
    return [
        CurrencyTotal(
            currency=row[currency.attribute] if currency else "",
            rows=row["row_count"],
            sums={column.name: row[f"sum_{number}"] for number, column in enumerate(measures)},
        )
        for row in found
    ]


def _key(asked: RowFilter, version: DatasetVersion) -> str:
    return f"dataset-totals:{asked.dataset.name}:{version.pk}:{asked.digest}"
