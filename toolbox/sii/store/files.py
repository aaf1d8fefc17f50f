"""What was read of which file, and the rows of it that could not be used."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext, override

from background import Sentence
from background.sentences import fill
from toolbox.sii.calc.books import Book, FileKind
from toolbox.sii.calc.rows import RowFault
from toolbox.sii.models import Company, ImportFile, RowError

ERRORS_KEPT = 1_000
"""Of each file; all of them are counted."""
State = ImportFile.State
Place = tuple[Book, date]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as its source told of it; `digest` is the SHA-256 of its content."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Importing:
    """Who takes files up: a run, for a company, with a version of the reader, at a moment."""

    company: Company
    run: UUID
    reader: int
    moment: datetime


def note(
    by: Importing,
    file: FileFacts,
    kind: FileKind,
    period: date | None,
    rows: int,
    faults: Sequence[RowFault],
) -> None:
    """Write down what was read of a file; the same content is noted once, as it went last.

    What was wrong in earlier versions of the file, of the same name and month, is wrong no more.
    """
    kept = _kept(
        by,
        file,
        kind=kind.value,
        book=kind.book.value,
        period=period,
        rows=rows,
        faults=len(faults),
        state=State.PARTIAL if faults else State.READ,
        message="",
    )
    earlier = ImportFile.objects.filter(
        company=by.company, name=file.name, kind=kind.value, period=period
    ).exclude(pk=kept.pk)
    RowError.objects.filter(file__in=earlier).delete()
    _note_errors(kept, by, faults)


def refuse(by: Importing, file: FileFacts, period: date | None, why: Sentence) -> None:
    """Write down that a file could not be used at all, and why."""
    kept = _kept(
        by,
        file,
        kind="",
        book="",
        period=period,
        rows=0,
        faults=1,
        state=State.REFUSED,
        message=_in_spanish(why.message, why.fields),
    )
    kept.row_errors.all().delete()


def places_of(by: Importing, digests: Iterable[str]) -> dict[str, set[Place]]:
    """Return the books and months of each of these contents, of those that were read whole.

    There are several of one that says nothing of its month: two that are empty are the same.
    """
    known = ImportFile.objects.filter(
        company=by.company, reader=by.reader, state=State.READ, digest__in=list(digests)
    )
    places = known.exclude(period=None).values_list("digest", "book", "period")
    result: dict[str, set[Place]] = defaultdict(set)
    for digest, book, period in places:
        if period:
            result[digest].add((Book(book), period))
    return result


def faults_beside(by: Importing, book: Book, period: date, kinds: Collection[FileKind]) -> int:
    """Return the faults of the files of a month that are of other kinds, of each as read last."""
    others = ImportFile.objects.filter(company=by.company, book=book.value, period=period)
    others = others.exclude(kind__in=[one.value for one in kinds])
    last = dict(others.order_by("imported").values_list("kind", "imported"))
    read = others.values_list("kind", "imported", "faults")
    return sum(faults for kind, imported, faults in read if imported == last[kind])


def _kept(by: Importing, file: FileFacts, **told: object) -> ImportFile:
    kept, _ = ImportFile.objects.update_or_create(
        company=by.company,
        digest=file.digest,
        name=file.name,
        defaults={
            "company_rut": by.company.rut,
            "run": by.run,
            "size": file.size,
            "reader": by.reader,
            "imported": by.moment,
            **told,
        },
    )
    return kept


def _note_errors(kept: ImportFile, by: Importing, faults: Sequence[RowFault]) -> None:
    kept.row_errors.all().delete()
    RowError.objects.bulk_create(
        [
            RowError(
                file=kept,
                company_rut=by.company.rut,
                run=by.run,
                name=kept.name,
                line=fault.line,
                column=fault.column[:60],
                value=fault.value[:255],
                message=_in_spanish(fault.message, fault.fields)[:500],
            )
            for fault in islice(faults, ERRORS_KEPT)
        ],
        batch_size=500,
    )


def _in_spanish(message: str, fields: Mapping[str, object]) -> str:
    """The sentence in the language of the tables, for whoever reads them without the console."""
    with override("es"):
        return fill(gettext(message), fields)
