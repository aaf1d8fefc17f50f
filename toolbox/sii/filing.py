"""The F29 returns of a company in a year, taken from its source into the tables."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from background import TaskContext
from toolbox.sii.arranging import Arranger, Refused, refused
from toolbox.sii.calc.books import Book, FileKind
from toolbox.sii.calc.counts import Counts, Warned
from toolbox.sii.calc.remarks import Remark
from toolbox.sii.calc.rows import Filing as FilingRow
from toolbox.sii.reading import FileFault
from toolbox.sii.setting_aside import set_files_aside, set_rows_aside
from toolbox.sii.sources.ports import SourceItem
from toolbox.sii.store import files, filings, months
from toolbox.sii.store.keeping import TakenFile

KINDS = frozenset(kind for kind in FileKind if kind.book is Book.F29)


@dataclass(slots=True)
class Filed:
    """What came of it; rows that could not be used are among the faults of the counts."""

    counts: Counts = field(default_factory=Counts)
    warned: Warned = field(default_factory=Warned)
    refused: list[Refused] = field(default_factory=list)
    files: int = 0


@dataclass(frozen=True, slots=True)
class Filing:
    """One run for one company."""

    ctx: TaskContext
    arranger: Arranger
    done: Filed = field(default_factory=Filed)

    def sync(self, items: Sequence[SourceItem], periods: Sequence[date]) -> Filed:
        """Take the returns of these months in; files are few and small, so all are read."""
        by_period: dict[date, list[FilingRow]] = defaultdict(list)
        faults: Counter[date | None] = Counter()
        for file in self._read(items):
            if file.reading.period in periods:
                faults[file.reading.period] += len(file.reading.faults)
            else:
                self.done.counts.faults += len(file.reading.faults)
            for row in self._own(file):
                by_period[row.period].append(row)
        for number, period in enumerate(periods):
            self.ctx.progress(number, len(periods), step="Take up the returns of a month")
            self._keep(period, by_period[period], faults[period])
        self.ctx.progress(len(periods), len(periods), step="Take up the returns of a month")
        return self.done

    def _own(self, file: TakenFile) -> list[FilingRow]:
        """The returns of the company in a file; that a list has those of others too is told."""
        returns = [row for row in file.reading.rows if isinstance(row, FilingRow)]
        own = [row for row in returns if row.rut == self.arranger.by.company.rut]
        if others := len(returns) - len(own):
            message = "{file}: returns of other companies left out: {count}"
            remark = Remark(message, {"file": file.facts.name, "count": others})
            self.done.warned.add(remark)
            self.ctx.log_warning(remark.message, **remark.fields)
        return own

    def _read(self, items: Sequence[SourceItem]) -> list[TakenFile]:
        taken, of_no_use = [], []
        for item in items:
            try:
                file = self.arranger.take(item)
            except FileFault as fault:
                of_no_use.append(refused(item, fault))
            else:
                if file.reading.kind in KINDS:
                    taken.append(file)
        self.done.files = len(taken) + len(of_no_use)
        self.done.counts.faults += len(of_no_use)
        self.done.refused += of_no_use
        set_files_aside(self.ctx, self.arranger.by, of_no_use)
        self._note(taken)
        return taken

    def _note(self, taken: Sequence[TakenFile]) -> None:
        with self.ctx.atomic():
            for file in taken:
                reading = file.reading
                rows = len([*reading.rows])
                files.note(
                    self.arranger.by, file.facts, reading.kind, reading.period, rows, reading.faults
                )
        set_rows_aside(self.ctx, taken)

    def _keep(self, period: date, rows: Sequence[FilingRow], faults: int) -> None:
        if not (rows or faults):
            with self.ctx.atomic():
                months.ensure(self.arranger.by.company, Book.F29, period)
            return
        with self.ctx.atomic():
            counts, remarks = filings.keep(self.arranger.by, period, rows, faults)
        self.done.counts.add(counts)
        self.done.warned.add(*remarks)
        for remark in remarks:
            self.ctx.log_warning(
                "F29 of {month}: {what}", month=f"{period:%Y-%m}", what=remark.stored()
            )
        self.ctx.log_info(
            "F29 of {month}: {new} new, {changed} changed, {unchanged} the same",
            month=f"{period:%Y-%m}",
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
        )
