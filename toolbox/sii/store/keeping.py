"""The files of one book in one month taken into the tables, all of them or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from toolbox.sii.calc.adding_up import Sums
from toolbox.sii.calc.books import Book, FileKind
from toolbox.sii.calc.counts import Counts, Warned
from toolbox.sii.calc.remarks import Remark
from toolbox.sii.calc.rows import FeeReceipt, Reading
from toolbox.sii.store import files, months, summaries
from toolbox.sii.store.columns import Columns, columns_of
from toolbox.sii.store.covering import DOCUMENTS, covered, ledger_of
from toolbox.sii.store.files import FileFacts, Importing
from toolbox.sii.store.ledgers import TOTALS, Ledger
from toolbox.sii.store.upserting import Upsert, in_batches

ORDER = (
    FileKind.PURCHASES_REGISTERED,
    FileKind.PURCHASES_CLAIMED,
    FileKind.PURCHASES_LEFT_OUT,
    FileKind.PURCHASES_PENDING,
)
"""Of two files that list the same purchase, the first of these kinds is right."""


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file of the month and what is read of it."""

    facts: FileFacts
    reading: Reading

    @property
    def ledger(self) -> Ledger:
        """The table of its rows."""
        return ledger_of(self.reading.kind)


@dataclass(slots=True)
class Kept:
    """What came of a book of a month; `untied` counts sums that do not tie with their files.

    `left_months` are the months that documents moved away from, into this one.
    """

    counts: Counts = field(default_factory=Counts)
    warned: Warned = field(default_factory=Warned)
    untied: int = 0
    left_months: set[date] = field(default_factory=set)

    def warn_untied(self, remarks: Sequence[Remark]) -> None:
        """Count sums that do not tie."""
        self.untied += len(remarks)
        self.warned.add(*remarks)


def keep(
    by: Importing, book: Book, period: date, taken: Sequence[TakenFile], *, refused: int = 0
) -> Kept:
    """Take the files in; documents that they cover and do not list any more are marked as gone.

    Call it inside of a transaction. Files with rows that cannot be used mark nothing as gone: what
    they lack may be what cannot be read. `refused` counts files of the month beside these that
    could not be used at all; with none beside them, the book stays as it was, but partial.
    """
    month = months.held(by.company, book, period)
    if not taken:
        months.spoil(month, refused)
        return Kept(Counts(faults=refused))
    work = _Month(by, book, period, sorted(taken, key=_rank))
    kept = work.done()
    kept.counts.faults += refused
    kinds = {one.reading.kind for one in taken}
    digest = months.of_files((one.facts.digest for one in taken), by.reader)
    months.close(
        month,
        rows=work.living(period),
        faults=kept.counts.faults + files.faults_beside(by, book, period, kinds),
        warnings=kept.warned.count,
        files="" if work.is_disputed or kept.untied else digest,
        moment=by.moment,
    )
    for left in sorted(kept.left_months):
        months.reopen(by.company, book, left, work.living(left))
    return kept


@dataclass
class _Month:
    """One book of one month while its files are taken in, the one that is right first."""

    by: Importing
    book: Book
    period: date
    taken: Sequence[TakenFile]
    kept: Kept = field(default_factory=Kept)
    upserts: dict[str, Upsert] = field(default_factory=dict)
    seen: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def done(self) -> Kept:
        """Take all files in, and return what came of it."""
        for file in self.taken:
            self._upsert(file.ledger).cover(covered([file.reading]))
        for file in self.taken:
            self._take(file)
        for upsert in self.upserts.values():
            self._finish(upsert)
        self.kept.warn_untied(summaries.differences(self.by.company, self.book, self.period))
        return self.kept

    def living(self, period: date) -> int:
        """Return how many documents the book has in a month now, of whatever file."""
        model = DOCUMENTS[self.book].model
        here = model.objects.filter(company=self.by.company, period=period, gone=None)
        return int(here.count())

    @property
    def is_disputed(self) -> bool:
        """Whether another month has some of the documents, so that this one is looked at again."""
        return any(upsert.elsewhere for upsert in self.upserts.values())

    def _upsert(self, ledger: Ledger) -> Upsert:
        new = Upsert(ledger, self.by.company, self.period, self.by.moment)
        return self.upserts.setdefault(ledger.model.__name__, new)

    def _take(self, file: TakenFile) -> None:
        upsert, sums, read = self._upsert(file.ledger), Sums(), 0
        for batch in in_batches(self._rows(file, sums)):
            read += len(batch)
            upsert.put(batch)
        faults = file.reading.faults
        self.kept.counts.faults += len(faults)
        if file.reading.totals:
            self.kept.warn_untied(sums.differences(file.reading.totals, file.facts.name))
        files.note(self.by, file.facts, file.reading.kind, self.period, read, faults)

    def _rows(self, file: TakenFile, sums: Sums) -> Iterator[tuple[Columns, dict[str, str]]]:
        """Yield the rows to be stored; one that an earlier file has too is left out."""
        state, several = file.reading.kind.state, len(self.taken) > 1
        for row in file.reading.rows:
            made = columns_of(row, self.by.company.rut, self.book, state)
            if isinstance(row, FeeReceipt):
                sums.add(row)
                self.kept.warned.add(*(Remark(**one) for one in made["warnings"]))
            if not (several and self._is_twice(made, file)):
                yield made, dict(getattr(row, "raw", {}))

    def _is_twice(self, made: Columns, file: TakenFile) -> bool:
        key = (file.ledger.model.__name__, *file.ledger.key_of({"period": self.period, **made}))
        first = self.seen.setdefault(key, file.facts.name)
        if first == file.facts.name:
            return False
        fields = {"document": file.ledger.said(made), "first": first, "second": file.facts.name}
        self.kept.warned.add(Remark("{document} is in {first} and in {second}: the first counts",
                                    fields))  # fmt: skip
        return True

    def _finish(self, upsert: Upsert) -> None:
        """Mark what is gone, and count."""
        readings = (one.reading for one in self.taken if one.ledger is upsert.ledger)
        upsert.retire(covered(one for one in readings if not one.faults))
        if upsert.ledger is TOTALS:
            self.kept.counts.totals += upsert.counts.total
        else:
            self.kept.counts.add(upsert.counts)
        self.kept.warned.add(*upsert.elsewhere)
        self.kept.left_months |= upsert.left_months


def _rank(file: TakenFile) -> tuple[int, str]:
    kind = file.reading.kind
    return ORDER.index(kind) if kind in ORDER else len(ORDER), file.facts.name
