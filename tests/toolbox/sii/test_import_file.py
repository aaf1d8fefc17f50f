"""A file that is handed over with the run: taken up as what its content says."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from background import File
from background.errors import JobFailed
from background.testing import FakeContext
from tests.toolbox.sii.any_rows import fee, filing, purchase
from tests.toolbox.sii.making import COMPANY_ID, MONTH, NEXT_MONTH, OWN, SUPPLIER, company, total
from toolbox.sii.calc.books import Direction, FileKind
from toolbox.sii.jobs.import_file import import_file
from toolbox.sii.models import FeeReceipt, Filing, Purchase, VatMonth
from toolbox.sii.reading import FileFault
from toolbox.sii.samples.fee_reports import write_fees
from toolbox.sii.samples.layouts import write_detail, write_summary
from toolbox.sii.samples.names import file_name
from toolbox.sii.samples.returns import write_filings

pytestmark = pytest.mark.django_db
KIND = FileKind.PURCHASES_REGISTERED
NAMED = file_name(KIND, OWN, MONTH)
DETAIL = write_detail(KIND, [purchase(folio=1), purchase(folio=2)])


@pytest.fixture(autouse=True)
def owner() -> None:
    company()


def take(folder: Path, name: str, content: bytes, **params: Any) -> Any:
    path = folder / name
    path.write_bytes(content)
    context = FakeContext(now=datetime(2026, 11, 5, 12, tzinfo=UTC))
    return import_file(context, company_id=COMPANY_ID, file=File.at(path), **params)


def test_purchases_go_to_the_month_of_their_name(tmp_path: Path) -> None:
    outcome = take(tmp_path, NAMED, DETAIL)
    assert (outcome.compras.nuevos, outcome.errors, outcome.status) == (2, 0, "ok")
    assert {row.period for row in Purchase.objects.all()} == {MONTH}


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    take(tmp_path, NAMED, DETAIL)
    outcome = take(tmp_path, NAMED, DETAIL)
    assert (outcome.compras.nuevos, outcome.compras.sin_cambios) == (0, 2)


def test_the_month_may_be_chosen_where_nothing_tells_it(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="choose it"):
        take(tmp_path, "compras.csv", DETAIL)
    assert not Purchase.objects.exists()

    take(tmp_path, "compras.csv", DETAIL, month="2026-10")
    assert {row.period for row in Purchase.objects.all()} == {NEXT_MONTH}


def test_the_vat_of_a_month_that_documents_moved_away_from_is_reckoned_anew(tmp_path: Path) -> None:
    take(tmp_path, NAMED, DETAIL)
    taken = VatMonth.objects.get(period=MONTH).credits
    moved = write_detail(KIND, [purchase(folio=1), purchase(folio=3)])
    take(tmp_path, file_name(KIND, OWN, NEXT_MONTH), moved)

    assert taken
    assert VatMonth.objects.get(period=MONTH).credits == taken // 2


def test_a_file_that_was_taken_up_for_the_wrong_month_goes_to_the_one_chosen_then(
    tmp_path: Path,
) -> None:
    take(tmp_path, "compras.csv", DETAIL, month="2026-09")
    take(tmp_path, "compras.csv", DETAIL, month="2026-10")
    assert {row.period for row in Purchase.objects.all()} == {NEXT_MONTH}


def test_a_summary_without_its_documents_is_partial_and_says_nothing_of_the_vat(
    tmp_path: Path,
) -> None:
    kind = FileKind.SALES_SUMMARY
    summary = write_summary(kind, [total(33, 2, 2380), total(39, 7, 700)])
    assert take(tmp_path, file_name(kind, OWN, MONTH), summary).status == "partial"
    assert VatMonth.objects.get(period=MONTH).debits is None


def test_a_report_of_fees_and_a_return_say_themselves_when_they_are_of(tmp_path: Path) -> None:
    report = write_fees([fee()], direction=Direction.RECEIVED, rut=OWN, period=MONTH)
    assert take(tmp_path, "informeMensualREC.xls", report).honorarios.nuevos == 1
    returns = write_filings([filing(rut=OWN), filing(rut=OWN, folio=9, period=NEXT_MONTH)])
    assert take(tmp_path, "f29.json", returns).nuevos == 2
    assert FeeReceipt.objects.get().period == MONTH
    assert {row.period for row in Filing.objects.all()} == {MONTH, NEXT_MONTH}


def test_every_return_of_a_list_is_taken_up_whatever_month_was_chosen(tmp_path: Path) -> None:
    returns = write_filings([filing(rut=OWN), filing(rut=OWN, folio=9, period=NEXT_MONTH)])
    assert take(tmp_path, "f29.json", returns, month="2026-09").nuevos == 2


def test_a_file_of_another_company_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JobFailed, match=f"is of {SUPPLIER} and not of {OWN}"):
        take(tmp_path, file_name(KIND, SUPPLIER, MONTH), DETAIL)
    assert not Purchase.objects.exists()


def test_a_file_of_no_use_fails_with_its_own_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="none that is known here"):
        take(tmp_path, "notas.csv", b"hola;mundo\n")
