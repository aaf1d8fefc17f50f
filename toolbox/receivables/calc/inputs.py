"""What the calculation reads: the sources as frames of texts, the rates and the lists."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import polars as pl

from toolbox.placements.calc.inputs import Named
from toolbox.placements.calc.reading import MissingColumns
from toolbox.rates.calc import RATE_SCHEMA

__all__ = ["Inputs", "Lists", "MissingColumns", "Named"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The lists that are valid on the day: codes in special care, and executives' nicknames."""

    arrears: Set[str] = frozenset()
    special: Set[str] = frozenset()
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that the calculation reads; what is not configured is left out.

    `rates` has RATE_SCHEMA. `payments` and `refunds` are None where there are none.
    """

    documents: Named
    payments: Named | None = None
    refunds: Named | None = None
    sheets: Sequence[Named] = ()
    sectors: Named | None = None
    referrals: Named | None = None
    rates: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RATE_SCHEMA))
    lists: Lists = field(default_factory=Lists)
