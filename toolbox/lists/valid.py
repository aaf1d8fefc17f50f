"""The lists as they are valid on a day, from the tables or from a source's own file."""

from datetime import date
from itertools import groupby
from operator import itemgetter

from toolbox.dated import Stretch
from toolbox.lists.models import (
    BusinessRate,
    Dated,
    ExecutiveAlias,
    ExecutiveCommission,
    SpecialSettlement,
)
from toolbox.sources import FixedLists, Source
from toolbox.sources.guarding import GuardedSource
from toolbox.sources.samples import SampleSource

RATES = ("tasas", "tasas_por_dia")
TOGETHER = dict.fromkeys(RATES, RATES)
"""Lists that come from one place, since they say the same thing in two ways."""

OF_THE_OPERATION = ("costo_fondo_soles", "costo_fondo_otras", "costo_fondo_crecer",
                    "costo_fondo_promocional", "igv")  # fmt: skip
"""Rates that a document has by the day of its operation: a change leaves the past as it was."""


def lists_for(source: Source, day: date) -> FixedLists:
    """Return the lists that a run takes: each list that the source's file has wins.

    A list that the file lacks comes from the tables. Samples are the other way round: their file
    only stands in for what nobody has kept in the tables yet.
    """
    given, kept = source.lists(), kept_on(day)
    behind = source.source if isinstance(source, GuardedSource) else source
    first, second = (kept, given) if isinstance(behind, SampleSource) else (given, kept)
    fields = second.model_fields_set | first.model_fields_set
    has = {name: bool({*TOGETHER.get(name, (name,))} & first.model_fields_set) for name in fields}
    return FixedLists(**{name: getattr(first if has[name] else second, name) for name in fields})


def kept_on(day: date) -> FixedLists:
    """Return what the tables hold for a day; a list without an entry is not set."""
    commissions = ExecutiveCommission.objects.on(day)
    special = SpecialSettlement.objects.on(day).order_by("code")
    lists = {
        "alias_ejecutivos": dict(ExecutiveAlias.objects.on(day).values_list("alias", "executive")),
        **{which: _codes(special, which) for which in SpecialSettlement.Which.values},
        "tasas": dict(BusinessRate.objects.on(day).values_list("name", "value")),
        "tasas_por_dia": _by_day(day),
        "ejecutivos_externos": dict(
            commissions.filter(kind="externo").values_list("executive", "rate")
        ),
        "ejecutivos_especiales": tuple(
            commissions.filter(kind="especial").values_list("executive", flat=True)
        ),
    }
    return FixedLists(**{name: value for name, value in lists.items() if value})


def _by_day(day: date) -> dict[str, tuple[Stretch, ...]]:
    """Return the rates of operations with the days that each holds, up to a day."""
    known = BusinessRate.objects.filter(name__in=OF_THE_OPERATION, valid_from__lte=day)
    rows = known.order_by("name", "valid_from").values_list(
        "name", "valid_from", "valid_until", "value"
    )
    return {
        name: tuple(Stretch(first, last, float(value)) for _, first, last, value in group)
        for name, group in groupby(rows, key=itemgetter(0))
    }


def _codes(special: Dated, which: str) -> tuple[str, ...]:
    return tuple(special.filter(which=which).values_list("code", flat=True))
