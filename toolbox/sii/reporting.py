"""What the jobs tell: a page for people, and the keys that other systems know."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from background import Column, Figure, Kind, Report, Sentence, Table
from toolbox.sii.calc.books import Book
from toolbox.sii.calc.counts import Counts, Warned
from toolbox.sii.models import Company
from toolbox.sii.syncing import BOOK_TITLES, BOOKS, Synced

WARNINGS_SHOWN = 50
Status = Literal["ok", "partial"]


class BookResult(BaseModel):
    """What became of the documents of a book, in all months and in each (`202609`)."""

    total: int
    nuevos: int
    actualizados: int
    sin_cambios: int
    retirados: int
    errores: int
    period: str
    periods: dict[str, dict[str, int]]


class Outcome(Report):
    """What results of one company have in common; `status` is `ok` or `partial`."""

    success: bool = True
    company_id: UUID
    company_name: str
    errors: int
    warnings: int
    files: int
    duration_seconds: float
    status: Status


class DocumentsOutcome(Outcome):
    """The result of a run for the documents of a company."""

    compras: BookResult
    ventas: BookResult
    honorarios: BookResult


class FilingsOutcome(Outcome):
    """The result of a run for the F29 returns of a company."""

    year: int
    total: int
    nuevos: int
    actualizados: int
    sin_cambios: int
    errores: int


def documents_outcome(company: Company, done: Synced, seconds: float) -> DocumentsOutcome:
    """Return the result of a run that took documents up."""
    sums = Counts()
    for book in BOOKS:
        sums.add(done.of(book))
    return DocumentsOutcome(
        headline="{company}: {new} documents new, {changed} changed, {gone} gone",
        fields={
            "company": company.name,
            "new": sums.new,
            "changed": sums.changed,
            "gone": sums.gone,
        },
        figures=[*_figures(sums), *_files(done.files, done.faults, done.warned)],
        tables=[_by_month(done), *_warnings(done.warned)],
        company_id=company.pk,
        company_name=company.name,
        errors=done.faults,
        warnings=done.warned.count,
        files=done.files,
        duration_seconds=seconds,
        status=_status(done.faults, done.untied, not done.files),
        **{book.value: _book_result(done, book) for book in BOOKS},
    )


def filings_outcome(
    company: Company, year: int, counts: Counts, warned: Warned, files: int, seconds: float
) -> FilingsOutcome:
    """Return the result of a run that took F29 returns up."""
    told = counts.told()
    del told["retirados"]
    return FilingsOutcome(
        headline="{company}: {new} returns of {year} new, {changed} changed",
        fields={
            "company": company.name,
            "year": str(year),
            "new": counts.new,
            "changed": counts.changed,
        },
        figures=[
            Figure(label="F29 returns", value=counts.total),
            Figure(label="New", value=counts.new),
            Figure(label="Changed", value=counts.changed),
            Figure(label="The same as before", value=counts.unchanged),
            *_files(files, counts.faults, warned),
        ],
        tables=_warnings(warned),
        company_id=company.pk,
        company_name=company.name,
        errors=counts.faults,
        warnings=warned.count,
        files=files,
        duration_seconds=seconds,
        status=_status(counts.faults, not files),
        year=year,
        **told,
    )


def _status(*faults: int) -> Status:
    return "partial" if any(faults) else "ok"


def _book_result(done: Synced, book: Book) -> BookResult:
    by_month = done.counts[book]
    newest = max(by_month, default=None)
    return BookResult(
        **done.of(book).told(),
        period=compact(newest) if newest else "",
        periods={compact(period): counts.told() for period, counts in by_month.items()},
    )


def compact(period: date) -> str:
    """Return a month as the office writes it: `202609`."""
    return f"{period:%Y%m}"


def _figures(sums: Counts) -> list[Figure]:
    return [
        Figure(label="Documents", value=sums.total),
        Figure(label="New", value=sums.new),
        Figure(label="Changed", value=sums.changed),
        Figure(label="The same as before", value=sums.unchanged),
        Figure(label="Gone", value=sums.gone),
    ]


def _files(files: int, faults: int, warned: Warned) -> list[Figure]:
    return [
        Figure(label="Files", value=files),
        Figure(label="Rows and files that could not be used", value=faults),
        Figure(label="Warnings", value=warned.count),
    ]


def _by_month(done: Synced) -> Table:
    return Table(
        title="By book and month",
        columns=[
            Column(name="book", label="Book"),
            Column(name="month", label="Month"),
            *(_count(name, label) for name, label in COLUMN_LABELS.items()),
        ],
        rows=[
            [Sentence(BOOK_TITLES[book]), f"{period:%Y-%m}", *_cells(counts)]
            for book in BOOKS
            for period, counts in sorted(done.counts[book].items(), reverse=True)
        ],
    )


COLUMN_LABELS = {
    "total": "Documents",
    "new": "New",
    "changed": "Changed",
    "unchanged": "The same",
    "gone": "Gone",
    "faults": "Could not be used",
}


def _count(name: str, label: str) -> Column:
    return Column(name=name, label=label, kind=Kind.COUNT)


def _cells(counts: Counts) -> list[int]:
    return [getattr(counts, name) for name in COLUMN_LABELS]


def _warnings(warned: Warned) -> list[Table]:
    if not warned.count:
        return []
    rows = [[Sentence(one.message, dict(one.fields))] for one in warned.first[:WARNINGS_SHOWN]]
    return [Table(title="Warnings", columns=[Column(name="what", label="What")], rows=rows)]
