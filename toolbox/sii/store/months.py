"""How each book of each month stands; whoever writes one holds its row."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection

from toolbox.sii.calc.books import Book
from toolbox.sii.models import BookMonth, Company

State = BookMonth.State


def held(company: Company, book: Book, period: date) -> BookMonth:
    """Return the row of a book in a month, locked until the transaction ends.

    One that was never read is there from now on, as absent.
    """
    ensure(company, book, period)
    return BookMonth.objects.select_for_update().get(company=company, book=book, period=period)


def ensure(company: Company, book: Book, period: date) -> None:
    """Let a book of a month be known as absent unless something is known of it.

    One statement, which locks the row at once: who first finds out that it is there and then locks
    it meets, on MySQL, another one doing the same, and neither can go on.
    """
    absent = BookMonth(
        company=company,
        company_rut=company.rut,
        company_name=company.name,
        book=book.value,
        period=period,
        state=State.ABSENT,
    )
    by_target = connection.features.supports_update_conflicts_with_target
    BookMonth.objects.bulk_create(
        [absent],
        update_conflicts=True,
        unique_fields=["company", "book", "period"] if by_target else None,
        update_fields=["company_rut", "company_name"],
    )


def close(
    month: BookMonth, *, rows: int, faults: int, warnings: int, files: str, moment: datetime
) -> None:
    """Write down how a month stands after its files were read; `files` is empty where the same
    files are to be read again next time.
    """
    month.state = State.PARTIAL if faults else State.IMPORTED
    month.rows, month.faults, month.warnings = rows, faults, warnings
    month.files = "" if faults else files
    month.imported = moment
    month.save()


def reopen(company: Company, book: Book, period: date, rows: int) -> None:
    """Write down how many documents a month still has that another took some of, and that it is to
    be read again: should the other give them up, they are its own.
    """
    here = BookMonth.objects.filter(company=company, book=book, period=period)
    here.update(rows=rows, files="")


def spoil(month: BookMonth, faults: int) -> None:
    """Write down that files of a month could not be used, and that it is to be read again."""
    month.state, month.faults, month.files = State.PARTIAL, faults, ""
    month.save()


def rows_of(company: Company, book: Book, period: date) -> int:
    """Return how many documents a book has in a month."""
    return BookMonth.objects.values_list("rows", flat=True).get(
        company=company, book=book, period=period
    )


def of_files(digests: Iterable[str], reader: int) -> str:
    """Return the digest of a month's files, read by that version of the reader."""
    text = "\n".join([str(reader), *sorted(digests)])
    return hashlib.sha256(text.encode()).hexdigest()


def made_of(company: Company, period: date) -> dict[str, BookMonth]:
    """Return the books of a month that were read whole, by their names."""
    found = BookMonth.objects.filter(company=company, period=period).exclude(files="")
    return {one.book: one for one in found}
