"""Lists of a file taken into the tables; what is there already stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from toolbox.lists.models import (
    BusinessRate,
    Entry,
    ExecutiveAlias,
    ExecutiveCommission,
    SpecialSettlement,
)
from toolbox.sources import FixedLists

TABLES: tuple[type[Entry], ...] = (
    ExecutiveAlias, SpecialSettlement, BusinessRate, ExecutiveCommission,
)  # fmt: skip


@dataclass(slots=True)
class Imported:
    """How many entries were added, how many ended for a new one, how many were there already."""

    added: int = 0
    ended: int = 0
    kept: int = 0


@transaction.atomic
def import_lists(lists: FixedLists, first_day: date) -> Imported:
    """Make what the file says valid from a day on; entries that it lacks stay as they are.

    An entry that says something else about the same thing ends the day before. Raises
    ValidationError for an entry that cannot be, and then nothing is taken in.
    """
    done = Imported()
    for entry in _entries(lists, first_day):
        _take(entry, done)
    return done


def is_empty() -> bool:
    """Whether no list has any entry."""
    return not any(table.objects.exists() for table in TABLES)


def _take(entry: Entry, done: Imported) -> None:
    table = type(entry)
    entry.clean_fields(exclude=["valid_until"])
    thing = {name: getattr(entry, name) for name in entry.same}
    for other in table.objects.filter(**thing).meeting(entry.valid_from, None):
        if _says(other) == _says(entry):
            done.kept += 1
            return
        if other.valid_from >= entry.valid_from:
            other.delete()
        else:
            other.valid_until = entry.valid_from - timedelta(days=1)
            other.save(update_fields=["valid_until"])
        done.ended += 1
    entry.full_clean()
    entry.save()
    done.added += 1


def _says(entry: Entry) -> dict[str, object]:
    """Return what an entry says, its validity apart."""
    apart = {"id", "valid_from", "valid_until"}
    fields = [field.name for field in entry._meta.concrete_fields if field.name not in apart]
    return {name: getattr(entry, name) for name in fields}


def _entries(lists: FixedLists, first_day: date) -> Iterator[Entry]:
    since = {"valid_from": first_day}
    for alias, executive in lists.alias_ejecutivos.items():
        yield ExecutiveAlias(alias=alias, executive=executive, **since)
    for which, codes in (
        (SpecialSettlement.Which.ARREARS, lists.mora_a_mayo),
        (SpecialSettlement.Which.SPECIAL, lists.cobranza_especial),
    ):
        for code in dict.fromkeys(code.strip() for code in codes):
            yield SpecialSettlement(which=which, code=code, **since)
    for name, value in lists.tasas.items():
        yield BusinessRate(name=name, value=value, **since)
    for executive, rate in lists.ejecutivos_externos.items():
        kind = ExecutiveCommission.Kind.EXTERNAL
        yield ExecutiveCommission(executive=executive, kind=kind, rate=Decimal(str(rate)), **since)
    for executive in lists.ejecutivos_especiales:
        kind = ExecutiveCommission.Kind.SPECIAL
        yield ExecutiveCommission(executive=executive, kind=kind, **since)
