"""The documents of a company, from files of a source into the tables, month by month."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

import pytest

from background import Level
from background.testing import FakeContext
from tests.toolbox.sii.any_rows import filing
from tests.toolbox.sii.making import (
    MOMENT,
    MONTH,
    NEXT_MONTH,
    OTHER,
    OWN,
    company,
    purchase,
    receipt,
    sale,
    total,
)
from tests.toolbox.sii.shelf import Shelf
from toolbox.sii.arranging import Arranger
from toolbox.sii.calc.books import Book, FileKind
from toolbox.sii.calc.counts import Counts
from toolbox.sii.models import BookMonth, Company, FeeReceipt, ImportFile, Purchase, Sale
from toolbox.sii.reading import READER
from toolbox.sii.store.files import Importing
from toolbox.sii.syncing import KINDS, Synced, Syncing

pytestmark = pytest.mark.django_db
REGISTERED = FileKind.PURCHASES_REGISTERED


@dataclass
class Office:
    """A company with its source, and runs for it."""

    company: Company
    shelf: Shelf = field(default_factory=Shelf)
    ctx: FakeContext = field(default_factory=lambda: FakeContext(now=MOMENT))

    def sync(self, *periods: date) -> Synced:
        """Take the files of these months up in a new run."""
        self.ctx = FakeContext(now=MOMENT)
        asked = periods or (MONTH,)
        by = Importing(self.company, uuid4(), READER, MOMENT)
        items = self.shelf.list(self.company, KINDS, asked)
        return Syncing(self.ctx, Arranger(by, self.shelf)).sync(items, asked)


@pytest.fixture
def office(db: None) -> Office:
    return Office(company())


def states() -> dict[str, str]:
    return dict(BookMonth.objects.filter(period=MONTH).values_list("book", "state"))


def test_every_book_of_the_month_is_taken_up(office: Office) -> None:
    office.shelf.detail(REGISTERED, purchase(1), purchase(2))
    office.shelf.detail(FileKind.SALES, sale(1))
    office.shelf.summary(FileKind.SALES_SUMMARY, total(33, 1, 1190), total(39, 7, 700))
    office.shelf.fees(receipt(1))

    done = office.sync()

    assert {book: done.of(book).new for book in done.counts} == {
        Book.PURCHASES: 2,
        Book.SALES: 1,
        Book.FEES: 1,
    }
    assert (done.files, done.faults, done.untied, done.warned.count) == (4, 0, 0, 0)
    assert set(states().values()) == {"importado"}
    raw = Purchase.objects.get(folio=1).raw
    assert (raw["Folio"], raw["Monto Total"]) == ("1", "1190")


def test_files_that_were_read_before_are_not_opened_again_and_count_as_unchanged(
    office: Office,
) -> None:
    office.shelf.detail(REGISTERED, purchase(1), purchase(2))
    office.shelf.fees(receipt(1))
    office.sync()
    office.shelf.opened.clear()

    done = office.sync()

    assert office.shelf.opened == []
    assert done.of(Book.PURCHASES) == Counts(total=2, unchanged=2)
    assert done.of(Book.FEES) == Counts(total=1, unchanged=1)
    assert done.files == 2


def test_one_new_file_of_a_month_and_those_beside_it_are_read_too(office: Office) -> None:
    office.shelf.detail(REGISTERED, purchase(1))
    office.shelf.detail(FileKind.PURCHASES_PENDING, purchase(2))
    office.sync()
    office.shelf.detail(FileKind.PURCHASES_PENDING)

    done = office.sync()

    assert done.of(Book.PURCHASES) == Counts(total=1, unchanged=1, gone=1)


def test_content_that_was_there_before_another_is_taken_up_again(office: Office) -> None:
    office.shelf.detail(FileKind.SALES, sale(1))
    office.sync()
    office.shelf.detail(FileKind.SALES, sale(1), sale(2))
    office.sync()
    office.shelf.detail(FileKind.SALES, sale(1))

    assert office.sync().of(Book.SALES) == Counts(total=1, unchanged=1, gone=1)
    assert list(Sale.objects.filter(gone=None).values_list("folio", flat=True)) == [1]


def test_a_month_without_files_is_known_as_absent_and_keeps_what_it_had(office: Office) -> None:
    office.shelf.detail(FileKind.SALES, sale(1))
    office.sync()
    office.shelf.contents.clear()

    done = office.sync()

    assert (done.files, done.of(Book.SALES).total) == (0, 0)
    assert Sale.objects.get().gone is None
    assert states() == {"compras": "ausente", "ventas": "importado", "honorarios": "ausente"}


def test_each_file_goes_to_the_month_that_it_is_of(office: Office) -> None:
    office.shelf.detail(FileKind.SALES, sale(1))
    office.shelf.detail(FileKind.SALES, sale(2), period=NEXT_MONTH)
    office.shelf.fees(receipt(1), period=NEXT_MONTH)

    done = office.sync(NEXT_MONTH, MONTH)

    assert dict(Sale.objects.values_list("folio", "period")) == {1: MONTH, 2: NEXT_MONTH}
    assert FeeReceipt.objects.get().period == NEXT_MONTH
    assert list(done.counts[Book.SALES]) == [NEXT_MONTH, MONTH]


def test_a_document_that_its_new_month_gives_up_returns_to_the_old_one(office: Office) -> None:
    office.shelf.detail(REGISTERED, purchase(1), purchase(2))
    office.sync()
    office.shelf.detail(REGISTERED, purchase(1), purchase(3), period=NEXT_MONTH)
    assert office.sync(NEXT_MONTH).left_months == {MONTH}
    office.shelf.detail(REGISTERED, purchase(3), period=NEXT_MONTH)

    office.sync(NEXT_MONTH, MONTH)

    living = Purchase.objects.filter(gone=None).values_list("folio", "period")
    assert dict(living) == {1: MONTH, 2: MONTH, 3: NEXT_MONTH}


def test_a_file_that_is_renamed_to_another_month_goes_there(office: Office) -> None:
    name = office.shelf.detail(FileKind.SALES, sale(1))
    office.sync()
    office.shelf.detail(FileKind.SALES, sale(1), period=NEXT_MONTH)
    del office.shelf.contents[name]

    office.sync(NEXT_MONTH, MONTH)

    assert Sale.objects.get().period == NEXT_MONTH


def test_two_months_without_a_document_are_known_by_the_same_content(office: Office) -> None:
    for period in (MONTH, NEXT_MONTH):
        office.shelf.detail(FileKind.SALES, period=period)
    office.sync(NEXT_MONTH, MONTH)
    assert set(BookMonth.objects.filter(book=Book.SALES).values_list("period", "state")) == {
        (MONTH, "importado"),
        (NEXT_MONTH, "importado"),
    }
    office.shelf.opened.clear()

    office.sync(NEXT_MONTH, MONTH)

    assert office.shelf.opened == []


def test_a_file_of_another_company_is_refused_in_words(office: Office) -> None:
    name = office.shelf.detail(FileKind.SALES, sale(1), rut=OTHER)

    done = office.sync()

    assert (done.files, done.faults, Sale.objects.count()) == (1, 1, 0)
    [aside] = office.ctx.quarantined
    assert aside.source == name
    assert aside.reason == f"The file is of {OTHER} and not of {office.company.rut}"
    kept = ImportFile.objects.get()
    assert kept.state == ImportFile.State.REFUSED
    assert kept.message == f"El archivo es de {OTHER} y no de {office.company.rut}"
    assert states()["ventas"] == "parcial"


def test_what_does_not_tie_is_told_again_until_it_does(office: Office) -> None:
    office.shelf.detail(FileKind.SALES, sale(1))
    office.shelf.summary(FileKind.SALES_SUMMARY, total(33, 5, 5950))
    first = office.sync().untied

    assert office.sync().untied == first > 0

    office.shelf.summary(FileKind.SALES_SUMMARY, total(33, 1, 1190))
    assert [office.sync().untied for _ in range(2)] == [0, 0]


def test_a_file_of_no_use_leaves_the_book_as_it_was(office: Office) -> None:
    office.shelf.detail(FileKind.SALES, sale(1))
    office.sync()
    name = office.shelf.detail(FileKind.SALES)
    office.shelf.put(name, b"something else")

    done = office.sync()

    assert done.of(Book.SALES) == Counts(faults=1)
    assert Sale.objects.get().gone is None
    assert states()["ventas"] == "parcial"


def test_rows_that_cannot_be_used_are_set_aside_and_the_others_stay(office: Office) -> None:
    name = office.shelf.detail(FileKind.SALES, sale(1), sale(2))
    lines = office.shelf.contents[name].decode().replace(";2;", ";zwei;", 1)
    office.shelf.put(name, lines.encode())

    done = office.sync()

    assert done.of(Book.SALES) == Counts(total=1, new=1, faults=1)
    [aside] = office.ctx.quarantined
    assert (aside.source, aside.value) == (name, "zwei")
    assert any("1 could not be used" in line for line in office.ctx.logged(Level.INFO))


def test_a_month_with_faults_is_read_again_each_time(office: Office) -> None:
    name = office.shelf.detail(FileKind.SALES, sale(1), sale(2))
    lines = office.shelf.contents[name].decode().replace(";2;", ";zwei;", 1)
    office.shelf.put(name, lines.encode())
    office.sync()

    done = office.sync()

    assert done.of(Book.SALES) == Counts(total=1, unchanged=1, faults=1)
    assert ImportFile.objects.count() == 1
    assert len(office.ctx.quarantined) == 1


def test_a_list_of_returns_among_the_documents_is_left_to_whoever_asks_for_returns(
    office: Office,
) -> None:
    office.shelf.filings([filing(rut=OWN), filing(rut=OWN, folio=9, period=NEXT_MONTH)])
    done = office.sync()
    assert (done.refused, done.faults) == ([], 0)
    assert not ImportFile.objects.exists()
