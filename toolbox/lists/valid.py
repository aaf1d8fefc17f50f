"""The lists as they are valid on a day, from the tables or from a source's own file."""

from datetime import date

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


def lists_for(source: Source, day: date) -> FixedLists:
    """Return the lists that a run takes: each list that the source's file has wins.

    A list that the file lacks comes from the tables. Samples are the other way round: their file
    only stands in for what nobody has kept in the tables yet.
    """
    given, kept = source.lists(), kept_on(day)
    behind = source.source if isinstance(source, GuardedSource) else source
    first, second = (kept, given) if isinstance(behind, SampleSource) else (given, kept)
    fields = second.model_fields_set | first.model_fields_set
    return FixedLists(
        **{
            name: getattr(first if name in first.model_fields_set else second, name)
            for name in fields
        }
    )


def kept_on(day: date) -> FixedLists:
    """Return what the tables hold for a day; a list without an entry is not set."""
    commissions = ExecutiveCommission.objects.on(day)
    special = SpecialSettlement.objects.on(day).order_by("code")
    lists = {
        "alias_ejecutivos": dict(ExecutiveAlias.objects.on(day).values_list("alias", "executive")),
        **{which: _codes(special, which) for which in SpecialSettlement.Which.values},
        "tasas": dict(BusinessRate.objects.on(day).values_list("name", "value")),
        "ejecutivos_externos": dict(
            commissions.filter(kind="externo").values_list("executive", "rate")
        ),
        "ejecutivos_especiales": tuple(
            commissions.filter(kind="especial").values_list("executive", flat=True)
        ),
    }
    return FixedLists(**{name: value for name, value in lists.items() if value})


def _codes(special: Dated, which: str) -> tuple[str, ...]:
    return tuple(special.filter(which=which).values_list("code", flat=True))
