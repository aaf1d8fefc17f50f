"""The invented companies and their files."""

import itertools
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from toolbox.sii.calc import f29, withholding
from toolbox.sii.calc.books import FeeState, FileKind, FilingState, PurchaseState
from toolbox.sii.calc.rut import Rut
from toolbox.sii.models import Company
from toolbox.sii.reading import FileFault, read
from toolbox.sii.samples import filings
from toolbox.sii.samples.companies import FIRST_ID, company, partner, person
from toolbox.sii.samples.demo import install_companies, sample_folder
from toolbox.sii.samples.documents import Scene, purchases, sales
from toolbox.sii.samples.months import SIGN_IN_PAGE, SampleMonth
from toolbox.sii.samples.names import STEMS
from toolbox.sii.samples.writing import TaxPlan, months_of, write_tax_samples

TODAY = date(2026, 11, 22)
SMALL = TaxPlan(until=TODAY, documents=600)
SCENE = Scene(company(7, 0), date(2026, 10, 1), 7)


def told(one: Any) -> tuple[Any, ...]:
    """What tells a purchase, whatever the line that it stands in."""
    return (one.type_code, one.folio, one.rut, one.issued, one.vat, one.total, one.other_taxes)


@pytest.fixture(scope="module")
def months() -> list[SampleMonth]:
    return [month for number in range(3) for month in months_of(company(7, number), SMALL)]


def files(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_the_same_plan_writes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        write_tax_samples(tmp_path / name, TaxPlan(until=TODAY, documents=200, seed=seed, months=2))
    one, again, other = (files(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert one.keys() == other.keys()
    assert not {name for name in one if name.endswith("202610.csv") and one[name] == other[name]}


def test_every_kind_of_file_that_the_tax_office_hands_out_is_there(
    months: list[SampleMonth],
) -> None:
    names = [name for month in months for name, _ in month.files()]
    missing = [kind for kind in FileKind if not any(one.startswith(STEMS[kind]) for one in names)]
    assert not missing
    assert len(names) == len(set(names))


def test_some_files_have_a_mark_some_are_not_utf_8_some_went_through_excel(
    months: list[SampleMonth],
) -> None:
    contents = [content for month in months for name, content in month.files() if ".csv" in name]
    assert any(one.startswith(b"\xef\xbb\xbf") for one in contents)
    assert any(b"$ " in one for one in contents)
    with pytest.raises(UnicodeDecodeError):
        b"".join(contents).decode()


def test_nobody_real_takes_part() -> None:
    people = [company(7, number) for number in range(5)]
    rest = [maker(7, number) for maker in (partner, person) for number in range(200)]
    ruts = [one.rut for one in (*people, *rest)]
    assert len(set(ruts)) == len(ruts)
    assert all(39_100_000 <= Rut(one).number < 39_200_000 or 64_100_000 <= Rut(one).number
               < 64_600_000 for one in ruts)  # fmt: skip


def test_no_document_comes_twice_but_numbers_do() -> None:
    found = [one for state in PurchaseState for one in purchases(SCENE, state, 300)]
    keys = {(one.type_code, one.folio, one.rut) for one in found}
    assert len(keys) == len(found)
    same = [one for one in found if one.folio == SCENE.number]
    assert len({one.rut for one in same if one.type_code == 33}) == 3
    assert {one.type_code for one in same} == {33, 61}


def test_amounts_of_a_document_add_up() -> None:
    sold = list(sales(SCENE, 300))
    assert all(one.total == one.net + one.exempt + one.vat for one in sold)
    assert any(one.total < 0 for one in sold)
    for bought in purchases(SCENE, PurchaseState.REGISTERED, 300):
        taxes = sum(one.amount or 0 for one in bought.other_taxes)
        vat = bought.vat + bought.vat_lost
        assert bought.total == bought.net + bought.exempt + vat + taxes


def test_some_documents_have_several_further_taxes() -> None:
    found = purchases(SCENE, PurchaseState.REGISTERED, 300)
    assert max(len(one.other_taxes) for one in found) > 1


def test_every_return_adds_up_but_the_one_that_is_wrong(months: list[SampleMonth]) -> None:
    told = [
        (month.company.number, month.ago)
        for month in months
        for one in month.case.changes(month.filing)
        if f29.remarks(one.codes)
    ]
    assert told == [(0, 5)]


def test_what_a_month_leaves_is_carried_into_the_next(months: list[SampleMonth]) -> None:
    of_one = [month.filing.codes for month in months if month.company.number == 1]
    pairs = list(itertools.pairwise(of_one))
    assert [f29.carried_over(before, now) for before, now in pairs] == [()] * 14


def test_one_return_was_corrected_and_one_filed_late(months: list[SampleMonth]) -> None:
    by_case = {(one.company.number, one.ago): one for one in months}
    first, second = by_case[0, 4].case.changes(by_case[0, 4].filing)
    assert (first.state, second.state) == (FilingState.CORRECTED, FilingState.VALID)
    (late,) = by_case[0, 6].case.changes(by_case[0, 6].filing)
    assert late.codes[f29.Code.DUE_WITH_SURCHARGE] > late.codes[f29.Code.DUE]


def test_the_month_that_is_not_over_has_what_there_is_and_no_return(
    months: list[SampleMonth],
) -> None:
    now = next(one for one in months if one.ago == -1)
    assert now.period == TODAY.replace(day=1)
    days = [one.issued for one in now.registered] + [one.issued for one in now.sold]
    assert max(*days, *(one.issued for one in now.fees)) <= TODAY
    assert not [name for name, _ in now.files() if name.startswith("F29")]


def test_a_return_that_could_not_be_filed_yet_is_a_proposal() -> None:
    *_, last, _now = months_of(company(7, 0), TaxPlan(until=date(2026, 11, 3), documents=600))
    names = [name for name, _ in last.files()]
    assert [name for name in names if name.startswith("F29")] == [
        "F29_PROPUESTA_64100000-0_202610.json"
    ]
    assert not filings.TOTALS & filings.proposed(last.filing).codes.keys()


def test_receipts_are_right_but_one_a_month_and_one_is_cancelled(
    months: list[SampleMonth],
) -> None:
    for month in (one for one in months if one.ago >= 0):
        odd = [one for one in month.fees if withholding.remarks(one)]
        assert len(odd) <= 1
        assert [one.state for one in month.fees].count(FeeState.CANCELLED) == 1


def test_the_register_may_hold_a_document_of_the_month_before() -> None:
    found = purchases(SCENE, PurchaseState.REGISTERED, 100)
    assert any(one.issued < SCENE.period for one in found)


def test_the_command_writes_them_with_the_list_of_the_companies(tmp_path: Path) -> None:
    call_command(
        "make_samples", "--area", "sii", "--documents", "100", "--months", "2", "--to", tmp_path
    )
    listed = json.loads((tmp_path / "companies.json").read_text())
    assert next(one["id"] for one in listed) == str(FIRST_ID)
    folders = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert folders == {one["rut"] for one in listed}


@pytest.mark.parametrize("option", ["--companies", "--months", "--documents"])
def test_the_command_refuses_to_make_none(tmp_path: Path, option: str) -> None:
    given = ["--area", "sii", "--documents", "9", "--to", str(tmp_path), option, "0"]
    with pytest.raises(CommandError, match="at least 1"):
        call_command("make_samples", *given)


def test_every_file_is_read_whole_but_the_one_with_rows_that_cannot_be_used(
    months: list[SampleMonth],
) -> None:
    faulty = {}
    for month in months:
        for name, content in month.files():
            if content == SIGN_IN_PAGE:
                continue
            reading = read(content, name)
            rows = list(reading.rows)
            assert (reading.rut, reading.period) == (month.company.rut, month.period), name
            assert rows, name
            if reading.faults:
                faulty[name] = [one.column for one in reading.faults]
    assert faulty == {
        "RCV_COMPRA_REGISTRO_64100001-9_202608.csv": ["RUT Proveedor", "Tipo Doc", "Tipo Doc"]
    }


def test_one_file_is_the_page_that_asks_to_sign_in(months: list[SampleMonth]) -> None:
    (name,) = (
        name for month in months for name, content in month.files() if content == SIGN_IN_PAGE
    )
    with pytest.raises(FileFault):
        read(SIGN_IN_PAGE, name)


def test_what_is_read_is_what_the_books_have(months: list[SampleMonth]) -> None:
    for month in (one for one in months if one.company.number == 0):
        found = {name.rpartition("_")[0]: read(content, name) for name, content in month.files()}
        bought = found[f"RCV_COMPRA_REGISTRO_{month.company.rut}"]
        assert list(map(told, bought.rows)) == list(map(told, month.registered))


@pytest.mark.django_db
def test_a_demo_has_three_companies_and_keeps_those_that_there_are() -> None:
    assert install_companies(TODAY) == 3
    assert Company.objects.get(pk=FIRST_ID).is_active
    assert install_companies(TODAY) == 0
    assert Company.objects.count() == 3


def test_the_files_of_a_demo_are_written_once(tmp_path: Path) -> None:
    folder = sample_folder(tmp_path, TODAY)
    marked = folder / "64100000-0" / "marked"
    marked.touch()
    assert sample_folder(tmp_path, TODAY) == folder
    assert marked.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_only_the_latest_months_have_purchases_that_wait(months: list[SampleMonth]) -> None:
    waiting = [month.ago for month in months for name, _ in month.files() if "PENDIENTE" in name]
    assert waiting == [0, -1] * 3
