"""Rows of a month written so that only what is new or different changes."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Q, QuerySet

from toolbox.sii.calc.counts import Counts
from toolbox.sii.calc.remarks import Remark
from toolbox.sii.models import Company
from toolbox.sii.store.columns import Columns
from toolbox.sii.store.ledgers import Ledger

BATCH = 500
KNOWN = ("pk", "digest", "period", "gone")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a row that is there already."""

    pk: int
    digest: str
    period: date
    is_gone: bool
    counts: bool


@dataclass
class Upsert:
    """One table, one company, one month, in the transaction of the caller.

    Each row is judged against what is stored: new, changed (also where it returned, or moved here
    from another month), or unchanged. A row that another month has, and there with more right, is
    left there: one that counts goes before one that does not, and a later month before an earlier.
    `left_months` are those that rows moved away from.
    """

    ledger: Ledger
    company: Company
    period: date
    moment: datetime
    counts: Counts = field(default_factory=Counts)
    elsewhere: list[Remark] = field(default_factory=list)
    left_months: set[date] = field(default_factory=set)
    _left: set[int] = field(default_factory=set)

    def cover(self, covered: Q) -> None:
        """Say which rows of the month files list: those of them that do not come are gone."""
        self._left.update(self._living(covered).values_list("pk", flat=True).iterator())

    def put(self, rows: Sequence[tuple[Columns, dict[str, str]]]) -> None:
        """Take rows in, columns and the raw row of each; no two of them with the same key."""
        for columns, _ in rows:
            columns["period"] = self.period
        there = self._there(rows)
        written = []
        for columns, raw in rows:
            digest = digest_of({**columns, "raw": _lasting(raw)})
            old = there.get(self.ledger.key_of(columns))
            if self._changes(old, columns, digest):
                written.append(self._row(columns, raw, digest))
        by_target = connection.features.supports_update_conflicts_with_target
        self.ledger.model.objects.bulk_create(
            written,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["company", *self.ledger.key] if by_target else None,
            update_fields=self.ledger.changing,
        )

    def retire(self, covered: Q) -> None:
        """Mark the rows that did not come, of those covered by files that could be read whole."""
        kept = set(self._living(covered).values_list("pk", flat=True).iterator())
        nothing = dict.fromkeys(self.ledger.counted, 0)
        for batch in in_batches(sorted(self._left & kept)):
            rows = self.ledger.model.objects.filter(pk__in=batch)
            self.counts.gone += rows.update(gone=self.moment, digest="", **nothing)

    def _living(self, covered: Q) -> "QuerySet[Any]":
        living: QuerySet[Any] = self.ledger.model.objects.filter(
            covered, company=self.company, period=self.period, gone=None
        )
        return living

    def _there(self, rows: Sequence[tuple[Columns, Any]]) -> dict[tuple[Any, ...], Stored]:
        """What is stored of these rows, in whatever month."""
        conditions = {
            f"{name}__in": {columns[name] for columns, _ in rows} for name in self.ledger.found_by
        }
        names = {*self.ledger.key, *KNOWN, *self.ledger.judged_by}
        found = self.ledger.model.objects.filter(company=self.company, **conditions).values(*names)
        return {
            self.ledger.key_of(one): Stored(
                one["pk"],
                one["digest"],
                one["period"],
                is_gone=one["gone"] is not None,
                counts=self.ledger.is_counted(one),
            )
            for one in found.iterator()
        }

    def _changes(self, old: Stored | None, columns: Columns, digest: str) -> bool:
        """Count the row, and return whether it is to be written."""
        self.counts.total += 1
        if old is None:
            self.counts.new += 1
            return True
        self._left.discard(old.pk)
        if self._belongs_elsewhere(old, columns):
            fields = {"document": self.ledger.said(columns), "month": f"{old.period:%Y-%m}"}
            self.elsewhere.append(Remark("{document} belongs to {month} and stays there", fields))
            self.counts.unchanged += 1
            return False
        if (old.digest, old.is_gone) == (digest, False):
            self.counts.unchanged += 1
            return False
        self.counts.changed += 1
        if not old.is_gone and old.period != self.period:
            self.left_months.add(old.period)
        return True

    def _belongs_elsewhere(self, old: Stored, columns: Columns) -> bool:
        if old.is_gone or old.period == self.period:
            return False
        return (old.counts, old.period) > (self.ledger.is_counted(columns), self.period)

    def _row(self, columns: Columns, raw: dict[str, str], digest: str) -> Any:
        return self.ledger.model(
            company=self.company,
            company_rut=self.company.rut,
            company_name=self.company.name,
            raw=raw,
            digest=digest,
            imported=self.moment,
            gone=None,
            **columns,
        )


def digest_of(columns: Columns) -> str:
    """Return a short text that is another one as soon as any column is."""
    return hashlib.blake2b(repr(columns).encode(), digest_size=16).hexdigest()


def _lasting(raw: dict[str, str]) -> dict[str, str]:
    """A raw row without its place in the file, which says nothing of the document."""
    return {heading: cell for heading, cell in raw.items() if heading != "Nro"}


def in_batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """Yield the items in lists of at most so many."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
