"""What a month's files do to the tables: every document once, and nothing changes by itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.toolbox.sii.making import (
    COMPANY_ID,
    MOMENT,
    MONTH,
    NEXT_MONTH,
    OTHER,
    OWN,
    SUPPLIER,
    THIRD,
    company,
    fault,
    file,
    kept,
    purchase,
    receipt,
    sale,
    total,
)
from toolbox.sii.calc.books import Book, Direction, FeeState, FileKind
from toolbox.sii.calc.rows import FileTotals
from toolbox.sii.models import (
    BookMonth,
    Company,
    FeeReceipt,
    ImportFile,
    Purchase,
    RowError,
    Sale,
    Total,
)

pytestmark = pytest.mark.django_db
REGISTERED, PENDING = FileKind.PURCHASES_REGISTERED, FileKind.PURCHASES_PENDING
LATER = MOMENT + timedelta(days=1)


@pytest.fixture(autouse=True)
def of_a_company(db: None) -> Company:
    return company()


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables of documents."""
    models: tuple[Any, ...] = (Purchase, Sale, FeeReceipt, Total)
    return {one.__name__: list(one.objects.order_by("pk").values()) for one in models}


def test_reading_the_same_files_twice_changes_nothing() -> None:
    cancelled = receipt(2, state=FeeState.CANCELLED)
    taken = {
        Book.PURCHASES: [file(REGISTERED, purchase(1), purchase(2)), file(PENDING, purchase(3))],
        Book.SALES: [file(FileKind.SALES, sale(1)), file(FileKind.SALES_SUMMARY, total(39, 9, 99))],
        Book.FEES: [file(FileKind.FEES, receipt(1), cancelled)],
    }
    first = [kept(book, *files).counts for book, files in taken.items()]
    stored = everything()

    again = [kept(book, *files, moment=LATER).counts for book, files in taken.items()]

    assert [(one.total, one.new) for one in first] == [(3, 3), (1, 1), (2, 2)]
    assert [(one.unchanged, one.new, one.changed, one.gone) for one in again] == [
        (3, 0, 0, 0),
        (1, 0, 0, 0),
        (2, 0, 0, 0),
    ]
    assert everything() == stored
    assert ImportFile.objects.count() == 5


def test_three_suppliers_with_the_same_type_and_folio_stay_three_rows() -> None:
    kept(Book.PURCHASES, file(REGISTERED, *(purchase(7, rut) for rut in (SUPPLIER, OTHER, THIRD))))
    assert sorted(Purchase.objects.values_list("counterpart_rut", flat=True)) == sorted(
        [SUPPLIER, OTHER, THIRD]
    )


def test_a_credit_note_and_an_invoice_with_the_same_number_stay_two() -> None:
    kept(Book.SALES, file(FileKind.SALES, sale(100), sale(100, type_code=61)))
    assert list(
        Sale.objects.order_by("type_code").values_list("type_code", "total", "signed_total")
    ) == [(33, 1190, 1190), (61, 1190, -1190)]


def test_receipts_of_two_professionals_with_the_same_number_stay_two() -> None:
    kept(Book.FEES, file(FileKind.FEES, receipt(1), receipt(1, OTHER)))
    assert FeeReceipt.objects.count() == 2


def test_a_cancelled_fee_receipt_is_left_out_of_totals() -> None:
    rows = (receipt(1), receipt(2, state=FeeState.CANCELLED, cancelled=date(2026, 9, 9)))
    kept(Book.FEES, file(FileKind.FEES, *rows, totals=FileTotals(100_000, 15_250, 84_750)))
    sums = FeeReceipt.objects.aggregate(Sum("gross"), Sum("counted_gross"), Sum("counted_withheld"))
    assert sums == {
        "gross__sum": 200_000,
        "counted_gross__sum": 100_000,
        "counted_withheld__sum": 15_250,
    }


def test_who_issued_a_receipt_is_the_other_side_or_the_company_itself() -> None:
    kept(Book.FEES, file(FileKind.FEES, receipt(1)))
    issued = receipt(1, direction=Direction.ISSUED)
    kept(Book.FEES, file(FileKind.FEES, issued, direction=Direction.ISSUED))
    assert set(FeeReceipt.objects.values_list("direction", "issuer_rut")) == {
        ("recibida", SUPPLIER),
        ("emitida", OWN),
    }
    assert not FeeReceipt.objects.exclude(gone=None).exists()


def test_a_document_that_left_the_period_is_gone_and_counts_no_more() -> None:
    kept(Book.SALES, file(FileKind.SALES, sale(1), sale(2)))
    done = kept(Book.SALES, file(FileKind.SALES, sale(1)), moment=LATER)

    assert (done.counts.unchanged, done.counts.gone) == (1, 1)
    left = Sale.objects.get(folio=2)
    assert (left.gone, left.total, left.signed_total) == (LATER, 1190, 0)


def test_a_document_that_returns_is_there_again_as_one_that_changed() -> None:
    kept(Book.SALES, file(FileKind.SALES, sale(1), sale(2)))
    kept(Book.SALES, file(FileKind.SALES, sale(1)))
    done = kept(Book.SALES, file(FileKind.SALES, sale(1), sale(2)), moment=LATER)

    assert (done.counts.changed, done.counts.unchanged) == (1, 1)
    back = Sale.objects.get(folio=2)
    assert (back.gone, back.signed_total) == (None, 1190)


def test_only_what_the_files_cover_can_be_gone() -> None:
    kept(Book.PURCHASES, file(REGISTERED, purchase(1)), file(PENDING, purchase(2)))
    kept(Book.PURCHASES, file(REGISTERED))
    assert list(Purchase.objects.filter(gone=None).values_list("folio", flat=True)) == [2]


def test_a_file_of_one_type_says_nothing_of_the_others() -> None:
    kept(Book.SALES, file(FileKind.SALES, sale(1), sale(2, type_code=34)))
    kept(Book.SALES, file(FileKind.SALES, only_type=34))
    assert list(Sale.objects.filter(gone=None).values_list("folio", flat=True)) == [1]


def test_a_file_with_a_row_that_cannot_be_read_marks_nothing_as_gone() -> None:
    kept(Book.SALES, file(FileKind.SALES, sale(1), sale(2)))
    done = kept(Book.SALES, file(FileKind.SALES, sale(1), faults=[fault()]))

    assert (done.counts.gone, done.counts.faults) == (0, 1)
    assert BookMonth.objects.get().state == BookMonth.State.PARTIAL
    assert RowError.objects.values_list("line", "column", "value", "message").get() == (
        3,
        "Folio",
        "abc",
        "Not a whole number",
    )


def test_a_month_stays_partial_until_the_file_with_the_fault_is_right() -> None:
    kept(Book.PURCHASES, file(REGISTERED, purchase(1), faults=[fault()], name="first"))
    kept(Book.PURCHASES, file(PENDING, purchase(2)), moment=LATER)
    month = BookMonth.objects.get()
    assert (month.state, month.faults, month.files) == ("parcial", 1, "")

    kept(Book.PURCHASES, file(REGISTERED, purchase(1), name="second"), moment=LATER)
    kept(Book.PURCHASES, file(PENDING, purchase(2)), moment=LATER)
    month.refresh_from_db()
    assert (month.state, month.faults) == ("importado", 0)


def test_a_purchase_that_is_acknowledged_stays_one_row() -> None:
    kept(Book.PURCHASES, file(PENDING, purchase(1)))
    assert Purchase.objects.get().signed_total == 0
    acknowledged = purchase(1, acknowledged=datetime(2026, 9, 12, 12, tzinfo=UTC))
    done = kept(Book.PURCHASES, file(PENDING), file(REGISTERED, acknowledged))

    row = Purchase.objects.get()
    assert (row.state, row.signed_total, row.gone) == ("REGISTRO", 1190, None)
    assert (done.counts.changed, done.counts.gone) == (1, 0)


def test_a_purchase_that_is_acknowledged_in_the_next_month_moves_there() -> None:
    kept(Book.PURCHASES, file(PENDING, purchase(1)))
    kept(Book.PURCHASES, file(REGISTERED, purchase(1)), period=NEXT_MONTH)
    assert Purchase.objects.values_list("period", "state").get() == (NEXT_MONTH, "REGISTRO")


def test_a_month_that_a_document_moved_away_from_is_counted_and_looked_at_again() -> None:
    kept(Book.PURCHASES, file(REGISTERED, purchase(1), purchase(2)))
    done = kept(Book.PURCHASES, file(REGISTERED, purchase(1), purchase(3)), period=NEXT_MONTH)

    assert done.left_months == {MONTH}
    month = BookMonth.objects.get(period=MONTH)
    assert (month.state, month.rows, month.files) == ("importado", 1, "")


def test_an_old_file_does_not_take_a_purchase_back_and_is_looked_at_again() -> None:
    kept(Book.PURCHASES, file(REGISTERED, purchase(1)), period=NEXT_MONTH)
    done = kept(Book.PURCHASES, file(PENDING, purchase(1)))

    assert Purchase.objects.values_list("period", "state").get() == (NEXT_MONTH, "REGISTRO")
    [remark] = done.warned.first
    assert remark.message == "{document} belongs to {month} and stays there"
    assert remark.fields == {"document": f"33 1 {SUPPLIER}", "month": "2026-10"}
    assert BookMonth.objects.get(period=MONTH).files == ""


def test_in_two_files_of_a_month_the_registered_purchase_counts() -> None:
    done = kept(Book.PURCHASES, file(PENDING, purchase(1)), file(REGISTERED, purchase(1)))

    assert Purchase.objects.get().state == "REGISTRO"
    assert (done.counts.total, done.counts.new, done.warned.count) == (1, 1, 1)


def test_a_changed_amount_is_taken_over_and_counted_as_changed() -> None:
    kept(Book.SALES, file(FileKind.SALES, sale(1), sale(2)))
    done = kept(Book.SALES, file(FileKind.SALES, sale(1, net=2000, total=2190), sale(2)))

    assert (done.counts.changed, done.counts.unchanged) == (1, 1)
    assert Sale.objects.get(folio=1).signed_net == 2000


def test_the_row_as_it_came_is_taken_over_too_but_for_its_place_in_the_file() -> None:
    kept(Book.SALES, file(FileKind.SALES, sale(1, raw={"Nro": "1", "Sucursal": "1"})))
    moved = kept(Book.SALES, file(FileKind.SALES, sale(1, raw={"Nro": "2", "Sucursal": "1"})))
    other = kept(Book.SALES, file(FileKind.SALES, sale(1, raw={"Nro": "2", "Sucursal": "9"})))
    assert (moved.counts.unchanged, other.counts.changed) == (1, 1)
    assert Sale.objects.get().raw["Sucursal"] == "9"


def test_the_faults_of_a_file_are_gone_once_it_comes_corrected() -> None:
    other_name = file(FileKind.SALES, sale(1), faults=[fault(4)], name="other.csv")
    kept(Book.SALES, other_name, file(FileKind.SALES, sale(2), faults=[fault(3)], name="sales.csv"))
    kept(Book.SALES, file(FileKind.SALES, sale(2), sale(3), name="sales.csv"))
    assert [(one.name, one.line) for one in RowError.objects.all()] == [("other.csv", 4)]


def test_receipts_without_detail_are_known_by_their_totals() -> None:
    summary = file(FileKind.SALES_SUMMARY, total(39, 12, 11_900), total(33, 1, 1190))
    done = kept(Book.SALES, file(FileKind.SALES, sale(1)), summary)

    assert (done.counts.total, done.counts.totals, done.untied) == (1, 2, 0)
    rows = Total.objects.order_by("type_code").values_list("type_code", "is_detailed", "count")
    assert list(rows) == [(33, True, 1), (39, False, 12)]


def test_a_summary_that_tells_of_more_than_the_detail_is_told() -> None:
    summary = file(FileKind.SALES_SUMMARY, total(33, 2, 2380))
    done = kept(Book.SALES, file(FileKind.SALES, sale(1)), summary)

    assert done.untied == 4
    assert done.warned.first[0].fields == {"type": 33, "said": 2, "found": 1}


def test_a_line_of_totals_that_is_not_the_sum_of_the_rows_is_told() -> None:
    done = kept(Book.FEES, file(FileKind.FEES, receipt(1), totals=FileTotals(1, 15_250, 84_750)))
    assert (done.untied, done.warned.first[0].fields["column"]) == (1, "Brutos")


def test_an_unusual_withholding_is_written_on_the_receipt() -> None:
    odd = receipt(1, withheld=10_000, paid=90_000)
    done = kept(Book.FEES, file(FileKind.FEES, odd))

    assert done.warned.count == 1
    assert [set(one) for one in FeeReceipt.objects.get().warnings] == [{"message", "fields"}]


def test_a_month_knows_the_files_that_it_was_made_of() -> None:
    kept(Book.SALES, file(FileKind.SALES, sale(1)))
    month = BookMonth.objects.get()
    assert (month.state, month.rows, month.company_id) == ("importado", 1, COMPANY_ID)
    assert len(month.files) == 64


folios = st.lists(st.integers(1, 6), unique=True)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(months=st.lists(folios, min_size=1, max_size=4))
def test_what_is_not_gone_is_what_the_last_file_lists(months: list[list[int]]) -> None:
    with transaction.atomic():
        for listed in months:
            before = set(Sale.objects.filter(gone=None).values_list("folio", flat=True))
            done = kept(Book.SALES, file(FileKind.SALES, *map(sale, listed))).counts
            assert done.total == done.new + done.changed + done.unchanged == len(listed)
            assert done.gone == len(before - set(listed))
        living = Sale.objects.filter(gone=None)
        assert sorted(living.values_list("folio", flat=True)) == sorted(months[-1])
        assert Sale.objects.aggregate(n=Sum("signed_total"))["n"] in (1190 * len(months[-1]), None)
        transaction.set_rollback(True)
