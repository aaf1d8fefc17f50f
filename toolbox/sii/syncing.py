"""The documents of a company in some months, taken from its source into the tables."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from background import Sentence, TaskContext
from toolbox.sii.arranging import Arranged, Arranger, MonthOfBook, Refused
from toolbox.sii.calc.books import Book, FileKind
from toolbox.sii.calc.counts import Counts, Warned
from toolbox.sii.setting_aside import set_files_aside, set_rows_aside
from toolbox.sii.sources.ports import SourceItem
from toolbox.sii.store import months
from toolbox.sii.store.keeping import Kept, keep

BOOKS = (Book.PURCHASES, Book.SALES, Book.FEES)
KINDS = frozenset(kind for kind in FileKind if kind.book in BOOKS)
BOOK_TITLES = {Book.PURCHASES: "Purchases", Book.SALES: "Sales", Book.FEES: "Fee receipts"}


@dataclass(slots=True)
class Synced:
    """What came of it: counts by book and month, files, warnings, and files that were of no use.

    `untied` counts sums that do not tie with what the files say of themselves, `left_months` are
    those that documents moved away from.
    """

    counts: dict[Book, dict[date, Counts]] = field(
        default_factory=lambda: {book: {} for book in BOOKS}
    )
    warned: Warned = field(default_factory=Warned)
    refused: list[Refused] = field(default_factory=list)
    files: int = 0
    untied: int = 0
    left_months: set[date] = field(default_factory=set)

    def of(self, book: Book) -> Counts:
        """Return the counts of a book in all months."""
        total = Counts()
        for counts in self.counts[book].values():
            total.add(counts)
        return total

    @property
    def faults(self) -> int:
        """Rows and files that could not be used."""
        homeless = sum(one.book is None or one.period is None for one in self.refused)
        return sum(self.of(book).faults for book in BOOKS) + homeless


@dataclass(frozen=True, slots=True)
class Syncing:
    """One run for one company."""

    ctx: TaskContext
    arranger: Arranger
    done: Synced = field(default_factory=Synced)

    def sync(self, items: Sequence[SourceItem], periods: Sequence[date]) -> Synced:
        """Take the files in, month by month; a month is there as a whole or as it was."""
        by_period: dict[date | None, list[SourceItem]] = defaultdict(list)
        for item in items:
            by_period[item.period].append(item)
        arranged: Arranged = defaultdict(MonthOfBook)
        self.arranger.arrange(by_period[None], arranged)
        for number, period in enumerate(periods):
            self.ctx.progress(number, len(periods), step="Take up the files of a month")
            self.arranger.arrange(by_period[period], arranged)
            for book in BOOKS:
                self._take(book, period, arranged.pop((book, period), MonthOfBook()))
        for month in arranged.values():  # of no month, or of one that was not asked for
            self.done.files += len(month.refused)
            self._refuse(month.refused)
        self.ctx.progress(len(periods), len(periods), step="Take up the files of a month")
        return self.done

    def _take(self, book: Book, period: date, month: MonthOfBook) -> None:
        company = self.arranger.by.company
        self.done.files += len(month.taken) + len(month.known) + len(month.refused)
        if not (month.taken or month.known or month.refused):
            with self.ctx.atomic():
                months.ensure(company, book, period)
            self._log(book, period, "{book} of {month}: no file")
            return
        if self.arranger.is_unchanged(book, period, month):
            rows = months.rows_of(company, book, period)
            self.done.counts[book][period] = Counts(total=rows, unchanged=rows)
            self._log(book, period, "{book} of {month}: {rows} documents, nothing new", rows=rows)
            return
        self.arranger.read_again(month)
        self._keep(book, period, month)

    def _keep(self, book: Book, period: date, month: MonthOfBook) -> None:
        with self.ctx.atomic():
            kept = keep(self.arranger.by, book, period, month.taken, refused=len(month.refused))
        self.done.counts[book][period] = kept.counts
        self.done.warned.add_all(kept.warned)
        self.done.untied += kept.untied
        self.done.left_months |= kept.left_months
        self._tell(book, period, kept)
        set_rows_aside(self.ctx, month.taken)
        self._refuse(month.refused)

    def _refuse(self, refused: Sequence[Refused]) -> None:
        self.done.refused += refused
        set_files_aside(self.ctx, self.arranger.by, refused)

    def _tell(self, book: Book, period: date, kept: Kept) -> None:
        counts = kept.counts
        self._log(
            book,
            period,
            "{book} of {month}: {new} new, {changed} changed, {unchanged} the same, {gone} gone, "
            "{faults} could not be used",
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
            gone=counts.gone,
            faults=counts.faults,
        )
        for remark in kept.warned.first:
            self.ctx.log_warning(remark.message, **remark.fields)

    def _log(self, book: Book, period: date, message: str, **fields: object) -> None:
        title = Sentence(BOOK_TITLES[book])
        self.ctx.log_info(message, book=title, month=f"{period:%Y-%m}", **fields)
