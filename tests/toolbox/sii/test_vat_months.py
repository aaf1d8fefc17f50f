"""What the register says of VAT, set beside the F29 that was filed."""

from datetime import date

import pytest

from tests.toolbox.sii.books import (
    JUNE,
    MAY,
    NOW,
    company,
    fee,
    filing,
    imported,
    purchase,
    sale,
    total,
)
from toolbox.sii.calc.books import Book, Direction, FilingState
from toolbox.sii.calc.due_dates import Standing
from toolbox.sii.models import Company, VatMonth
from toolbox.sii.store.vat_months import reckon, stand

pytestmark = pytest.mark.django_db
JULY_15 = date(2026, 7, 15)


def june(of: Company) -> VatMonth:
    reckon(of, {JUNE}, JULY_15)
    return VatMonth.objects.get(company=of, period=JUNE)


def test_what_was_registered_stands_beside_what_was_filed() -> None:
    ours = company()
    sale(ours, 1_900)
    sale(ours, -190)
    purchase(ours, 700)
    fee(ours, 152)
    filing(ours, {538: 1_800, 537: 760, 504: 60, 89: 1_040, 151: 150, 91: 1_190})

    month = june(ours)

    assert (month.debits, month.filed_debits, month.debits_apart) == (1_710, 1_800, 90)
    assert (month.credits, month.filed_credits, month.credits_apart) == (700, 760, 0)
    assert (month.withheld, month.filed_withheld, month.withheld_apart) == (152, 150, -2)
    assert (month.filed_vat_due, month.filed_amount) == (1_040, 1_190)


def test_receipts_count_by_their_totals_and_types_with_a_detail_only_once() -> None:
    ours = company()
    sale(ours, 1_000)
    total(ours, 1_000, type_code=33, is_detailed=True)
    total(ours, 500)
    total(ours, 20, day=3, type_code=48)
    assert june(ours).debits == 1_500


def test_receipts_that_are_listed_one_by_one_do_not_count_again_by_their_totals() -> None:
    ours = company()
    sale(ours, 500, type_code=39)
    sale(ours, 20, type_code=48, gone=NOW)
    total(ours, 500)
    total(ours, 30, type_code=48)
    assert june(ours).debits == 530


def test_vat_that_the_buyer_withholds_is_no_debit_of_the_seller() -> None:
    ours = company()
    sale(ours, 1_900, type_code=46, vat_withheld=1_900)
    sale(ours, -190, type_code=61, vat_withheld=190)
    sale(ours, 100)
    assert june(ours).debits == 100


def test_documents_that_left_the_period_and_other_companies_count_for_nothing() -> None:
    ours, others = company(), company()
    sale(ours, 10)
    sale(ours, 1_000, gone=NOW)
    sale(ours, 1_000, period=MAY)
    sale(others, 1_000)
    fee(ours, 9, direction=Direction.ISSUED)
    month = june(ours)
    assert (month.debits, month.withheld) == (10, 0)


def test_a_book_that_is_not_imported_has_no_difference() -> None:
    ours = company()
    purchase(ours, 10)
    filing(ours, {538: 500, 537: 10, 151: 9})
    month = june(ours)
    assert {month.debits, month.debits_apart, month.withheld_apart} == {None}
    assert (month.credits, month.credits_apart) == (10, 0)


def test_nothing_is_said_of_months_before_the_first_that_is_known() -> None:
    ours = company()
    sale(ours, 10)
    reckon(ours, {MAY, JUNE}, JULY_15)
    assert [one.period for one in VatMonth.objects.all()] == [JUNE]


def test_a_month_without_a_return_has_no_difference() -> None:
    ours = company()
    sale(ours, 10)
    month = june(ours)
    assert month.folio is None
    assert month.filed_debits is None
    assert month.debits_apart is None


def test_the_return_in_force_counts_whatever_was_corrected_by_it() -> None:
    ours = company()
    filing(ours, {91: 5}, state=FilingState.VALID, filed=date(2026, 7, 14))
    filing(ours, {91: 9}, state=FilingState.CORRECTED, filed=date(2026, 7, 3))
    filing(ours, {91: 7}, state=FilingState.PROPOSED, filed=None)
    month = june(ours)
    assert (month.filed_amount, month.filed) == (5, date(2026, 7, 3))


def test_a_return_without_its_day_is_in_force_by_its_folio_and_not_the_first_filed() -> None:
    ours = company()
    filing(ours, {91: 9}, filed=date(2026, 7, 3))
    filing(ours, {91: 5}, filed=None)
    month = june(ours)
    assert (month.filed_amount, month.filed) == (5, date(2026, 7, 3))


def test_a_credit_that_was_not_carried_over_is_told_in_the_month_after() -> None:
    ours = company()
    filing(ours, {77: 900}, period=MAY)
    filing(ours, {504: 100})
    (warning,) = june(ours).warnings
    assert warning["fields"] == {"taken": 100, "left": 900}


def test_a_month_is_reckoned_anew_when_the_one_before_is_filed() -> None:
    ours = company()
    filing(ours, {504: 100})
    assert june(ours).warnings == []
    filing(ours, {77: 900}, period=MAY)
    reckon(ours, {MAY}, JULY_15)
    assert len(VatMonth.objects.get(company=ours, period=JUNE).warnings) == 1


@pytest.mark.parametrize(
    ("files_online", "codes", "due"),
    [
        (True, {91: 1}, date(2026, 7, 20)),
        (False, {91: 1}, date(2026, 7, 13)),
        (True, {91: 0}, date(2026, 7, 28)),
        (True, {547: 900}, date(2026, 7, 20)),
        (True, None, date(2026, 7, 20)),
    ],
)
def test_every_month_says_until_when_it_was_to_be_filed(
    files_online: bool, codes: dict[int, int] | None, due: date
) -> None:
    ours = company(files_online=files_online)
    sale(ours, 1)
    if codes is not None:
        filing(ours, codes)
    assert june(ours).due == due


def test_time_passes_over_months_that_nobody_reckons() -> None:
    ours = company()
    sale(ours, 1)
    assert june(ours).standing == Standing.AWAITED
    stand(ours, date(2026, 7, 21))
    assert VatMonth.objects.get(company=ours).standing == Standing.UNASKED
    imported(ours, Book.F29, JUNE)
    stand(ours, date(2026, 7, 21))
    assert VatMonth.objects.get(company=ours).standing == Standing.OVERDUE


def test_reckoning_again_changes_nothing() -> None:
    ours = company()
    filing(ours, {91: 5})
    assert june(ours).pk == june(ours).pk
    assert VatMonth.objects.count() == 1
