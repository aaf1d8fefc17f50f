"""A number of the business that changes on a day, and what it was before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the number is from a day, perhaps until another."""

    first: date
    last: date | None
    value: float


@dataclass(frozen=True, slots=True)
class Dated:
    """The usual number, and the others with their days."""

    usual: float
    stretches: tuple[Stretch, ...] = ()

    def on(self, day: pl.Expr) -> pl.Expr:
        """Return the number that holds on the day of each row."""
        found = pl.lit(self.usual)
        for one in self.stretches:
            within = day >= one.first
            if one.last is not None:
                within &= day <= one.last
            found = pl.when(within).then(one.value).otherwise(found)
        return found


IGV = Dated(1.18)
"""What an amount with VAT is of one without."""


def kept(
    names: Mapping[str, str],
    usual: Mapping[str, Dated],
    rates: Mapping[str, Decimal],
    dated: Mapping[str, Sequence[Stretch]],
    *,
    plus: float = 0.0,
) -> dict[str, Dated]:
    """Return by field what the business keeps of some numbers, each more by `plus`.

    `names` says which rate is which field. One with days holds on those; one without always.
    """
    found: dict[str, Dated] = {}
    for name, field in names.items():
        if name in dated:
            found[field] = Dated(usual[field].usual, tuple(_more(dated[name], plus)))
        elif name in rates:
            found[field] = Dated(plus + float(rates[name]))
    return found


def _more(stretches: Sequence[Stretch], plus: float) -> Iterable[Stretch]:
    return (Stretch(one.first, one.last, plus + one.value) for one in stretches)
