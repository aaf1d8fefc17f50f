"""The F29 returns of a company, each under its folio, with what does not add up in them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from background.testing import FakeContext
from tests.toolbox.sii.making import MOMENT, OTHER, OWN, company
from tests.toolbox.sii.shelf import Shelf
from toolbox.sii.arranging import Arranger
from toolbox.sii.calc.books import FilingState
from toolbox.sii.calc.periods import months_of
from toolbox.sii.calc.rows import Filing as FilingRow
from toolbox.sii.filing import KINDS, Filed, Filing
from toolbox.sii.models import BookMonth, Company, FilingCode, ImportFile
from toolbox.sii.models import Filing as FilingTable
from toolbox.sii.reading import READER
from toolbox.sii.samples.returns import write_proposal
from toolbox.sii.store.files import Importing

pytestmark = pytest.mark.django_db


@pytest.fixture
def winery(db: None) -> Company:
    return company()


def filing(
    month: int = 9,
    folio: int | None = 8_100_000_001,
    rut: str = OWN,
    state: FilingState = FilingState.VALID,
    **codes: int,
) -> FilingRow:
    """A return of which the totals add up, unless other codes say so."""
    told = {502: 1900, 538: 1900, 520: 900, 537: 900, 89: 1000, 595: 1000, 547: 1000, 91: 1000}
    told |= {int(name[1:]): value for name, value in codes.items()}
    return FilingRow(
        rut=rut,
        period=date(2026, month, 1),
        folio=folio,
        kind="Primitiva",
        state=state,
        filed=date(2026, month + 1, 12) if folio else None,
        codes={code: Decimal(value) for code, value in told.items()},
    )


def sync(shelf: Shelf, of: Company) -> tuple[Filed, FakeContext]:
    ctx, periods = FakeContext(now=MOMENT), months_of(2026)
    by = Importing(of, uuid4(), READER, MOMENT)
    return Filing(ctx, Arranger(by, shelf)).sync(shelf.list(of, KINDS, periods), periods), ctx


def test_a_return_is_kept_with_its_codes_and_the_day_it_was_due(winery: Company) -> None:
    shelf = Shelf()
    shelf.filings([filing()])

    done, _ = sync(shelf, winery)

    assert (done.counts.total, done.counts.new, done.warned.count) == (1, 1, 0)
    kept = FilingTable.objects.get()
    assert (kept.folio, kept.debits, kept.vat_due, kept.amount) == (8_100_000_001, 1900, 1000, 1000)
    assert kept.due == date(2026, 10, 20)
    assert FilingCode.objects.get(code=538).value == 1900
    assert BookMonth.objects.get(period=date(2026, 9, 1)).state == BookMonth.State.IMPORTED


def test_reading_returns_twice_changes_nothing(winery: Company) -> None:
    shelf = Shelf()
    shelf.filings([filing(8, 1), filing(9, 2)])
    sync(shelf, winery)
    before = list(FilingTable.objects.values()), list(FilingCode.objects.values())

    done, _ = sync(shelf, winery)

    assert (done.counts.total, done.counts.unchanged) == (2, 2)
    assert (list(FilingTable.objects.values()), list(FilingCode.objects.values())) == before
    assert ImportFile.objects.count() == 1


def test_a_return_that_was_corrected_changes_and_the_new_one_is_another(winery: Company) -> None:
    shelf = Shelf()
    shelf.filings([filing(9, 1)])
    sync(shelf, winery)
    shelf.filings([filing(9, 1, state=FilingState.CORRECTED), filing(9, 2)])

    done, _ = sync(shelf, winery)

    assert (done.counts.new, done.counts.changed) == (1, 1)
    states = dict(FilingTable.objects.values_list("folio", "state"))
    assert states == {1: "Rectificado", 2: "Vigente"}


def test_what_does_not_add_up_is_a_warning_on_the_return_and_it_is_kept(winery: Company) -> None:
    shelf = Shelf()
    shelf.filings([filing(_538=2000)])

    done, ctx = sync(shelf, winery)

    kept = FilingTable.objects.get()
    assert kept.warning_count == len(kept.warnings) == done.warned.count > 0
    assert any("Code 538 says 2000" in line for line in ctx.logged("warning"))


def test_a_month_without_a_return_is_absent(winery: Company) -> None:
    shelf = Shelf()
    shelf.filings([filing(9, 1)])
    sync(shelf, winery)
    states = dict(BookMonth.objects.values_list("period__month", "state"))
    assert (states[8], states[9]) == ("ausente", "importado")


def test_nothing_to_pay_is_due_on_the_28th(winery: Company) -> None:
    shelf = Shelf()
    shelf.filings([filing(8, 1, _520=1900, _537=1900, _89=0, _595=0, _547=0, _91=0)])
    sync(shelf, winery)
    assert FilingTable.objects.get().due == date(2026, 9, 28)


def test_a_return_that_leaves_code_91_blank_is_due_as_what_it_adds_up_to(winery: Company) -> None:
    shelf, whole = Shelf(), filing()
    blank = {code: value for code, value in whole.codes.items() if code != 91}
    shelf.filings([replace(whole, codes=blank)])
    sync(shelf, winery)
    assert FilingTable.objects.get().due == date(2026, 10, 20)


def test_of_a_return_in_two_files_the_first_counts_and_the_other_is_told(winery: Company) -> None:
    shelf = Shelf()
    shelf.filings([filing()], name="a.json")
    shelf.filings([filing(_538=2000)], name="b.json")
    sync(shelf, winery)

    done, ctx = sync(shelf, winery)

    assert (done.counts.total, done.counts.unchanged, done.warned.count) == (1, 1, 1)
    assert any("8100000001 is there twice" in line for line in ctx.logged("warning"))
    assert FilingTable.objects.get().debits == 1900


def test_the_same_return_in_two_files_is_nothing_to_look_at(winery: Company) -> None:
    shelf = Shelf()
    shelf.filings([filing()], name="a.json")
    shelf.filings([filing(), filing(8, 1)], name="b.json")
    done, _ = sync(shelf, winery)
    assert (done.counts.total, done.warned.count) == (2, 0)


def test_a_proposal_is_kept_apart_from_returns_with_its_totals_reckoned(winery: Company) -> None:
    shelf = Shelf()
    proposed = FilingRow(
        rut=OWN,
        period=date(2026, 9, 1),
        folio=None,
        kind="",
        state=FilingState.VALID,
        filed=None,
        codes={502: Decimal(1900), 520: Decimal(900)},
    )
    shelf.put("F29_PROPUESTA.json", write_proposal(proposed))
    sync(shelf, winery)
    done, _ = sync(shelf, winery)

    kept = FilingTable.objects.get()
    assert (kept.folio, kept.state, kept.amount, kept.filed) == (0, "Propuesta", 1000, None)
    assert done.counts.unchanged == 1


def test_returns_of_other_companies_are_refused(winery: Company) -> None:
    shelf = Shelf()
    shelf.filings([filing(9, 1, rut=OTHER)])

    done, ctx = sync(shelf, winery)

    assert (done.files, len(done.refused), FilingTable.objects.count()) == (1, 1, 0)
    assert len(ctx.quarantined) == 1


def test_returns_of_others_in_a_list_are_left_out_and_told(winery: Company) -> None:
    shelf = Shelf()
    shelf.filings([filing(9, 1), filing(9, 2, rut=OTHER)])

    done, ctx = sync(shelf, winery)

    assert (FilingTable.objects.get().folio, done.warned.count) == (1, 1)
    assert ctx.logged("warning") == ["f29.json: returns of other companies left out: 1"]
