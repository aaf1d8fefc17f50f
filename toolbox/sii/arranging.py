"""The files of a source by book and month; what was read before is not read again."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from background.errors import TaskError
from background.sentences import Sentence
from toolbox.sii.calc.books import Book
from toolbox.sii.calc.rows import Reading
from toolbox.sii.reading import FileFault, read
from toolbox.sii.reading.names import told_by
from toolbox.sii.sources.ports import Source, SourceItem
from toolbox.sii.store import files, months
from toolbox.sii.store.files import FileFacts, Importing, Place
from toolbox.sii.store.keeping import TakenFile


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be used at all, and why."""

    facts: FileFacts
    book: Book | None
    period: date | None
    why: Sentence


@dataclass(slots=True)
class MonthOfBook:
    """The files of a book in a month: those that were read, those known, those of no use."""

    taken: list[TakenFile] = field(default_factory=list)
    known: list[SourceItem] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


Arranged = defaultdict[tuple[Book | None, date | None], MonthOfBook]


@dataclass(frozen=True, slots=True)
class Arranger:
    """Reads the files of a company, each judged by its own words whose and of when it is."""

    by: Importing
    source: Source

    def arrange(self, items: Sequence[SourceItem], found: Arranged) -> None:
        """Put files under their book and month; content that was read as of that month before is
        left unread. The month that a file is said to be of counts, not the one it was read as.
        """
        places = files.places_of(self.by, (one.digest for one in items if one.digest))
        for item in items:
            fitting = [one for one in places.get(item.digest, ()) if _is_of(item, one)]
            if len(fitting) == 1:
                found[fitting[0]].known.append(item)
            else:
                self._put(item, found)

    def read_again(self, month: MonthOfBook) -> None:
        """Read the known files of a month too, because another of its files is new."""
        for item in month.known:
            try:
                month.taken.append(self.take(item))
            except FileFault as fault:
                month.refused.append(refused(item, fault))
        month.known = []

    def is_unchanged(self, book: Book, period: date, month: MonthOfBook) -> bool:
        """Return whether the month was made of just these files."""
        if month.taken or month.refused:
            return False
        made = months.made_of(self.by.company, period).get(book)
        digest = months.of_files((one.digest for one in month.known), self.by.reader)
        return made is not None and made.files == digest

    def take(self, item: SourceItem) -> TakenFile:
        """Read a file; raises FileFault for one that is of no use, or not the company's."""
        content = self.source.open(item)
        facts = FileFacts(item.name, len(content), sha256(content).hexdigest())
        reading = read(content, item.name, rut=item.rut, period=item.period)
        self._refuse_strangers(item, reading)
        return TakenFile(facts, reading)

    def _put(self, item: SourceItem, found: Arranged) -> None:
        try:
            taken = self.take(item)
            period = item.period or taken.reading.period
            if period is None and taken.reading.kind.book is not Book.F29:
                raise FileFault("Neither the file nor its name tells the month that it is of")
        except FileFault as fault:
            one = refused(item, fault)
            found[one.book, one.period].refused.append(one)
        else:
            found[taken.reading.kind.book, period].taken.append(taken)

    def _refuse_strangers(self, item: SourceItem, reading: Reading) -> None:
        own = self.by.company.rut
        for rut in filter(None, (item.rut, reading.rut)):
            if rut != own:
                raise FileFault("The file is of {rut} and not of {own}", rut=rut, own=own)


def _is_of(item: SourceItem, place: Place) -> bool:
    """Whether a file may be of a place: of its month, or one that says no month itself."""
    try:
        period = told_by(item.name, period=item.period).period
    except FileFault:
        return False
    return period in (None, place[1])


def refused(item: SourceItem, fault: TaskError) -> Refused:
    """Return the file with the reason why it is of no use."""
    facts = FileFacts(item.name, item.size, item.digest or sha256(item.name.encode()).hexdigest())
    book = item.kind.book if item.kind else None
    return Refused(facts, book, item.period, fault.sentence)
