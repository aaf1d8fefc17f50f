"""The boards of the tax back office, over sample companies whose files were taken up."""

from typing import Any

import pytest
from django.core.cache import caches

from background import registry
from tasks_admin.queries.boards import board as boards
from tasks_admin.queries.boards.answers import PanelAnswer
from tests.toolbox.sii.taken_up import NOW, take_up
from toolbox.sii.calc.books import FeeState
from toolbox.sii.models import FeeReceipt, Total, VatMonth
from toolbox.sii.samples.months import SampleMonth

pytestmark = pytest.mark.django_db


@pytest.fixture
def months() -> list[SampleMonth]:
    """Two companies with nine months, and the one that is not over."""
    for one in caches.all():
        one.clear()
    return take_up(8)


def answers(name: str, **given: list[str]) -> dict[str, PanelAnswer]:
    board = registry.board(name)
    _asked, found = boards.reckoned(boards.read(name, given))
    return {panel.title: one for panel, one in zip(board.panels, found.panels, strict=True)}


def by_line(found: PanelAnswer) -> dict[Any, tuple[Any, ...]]:
    return {line.key: line.values for line in found.lines}


def readable(months: list[SampleMonth]) -> list[SampleMonth]:
    return [one for one in months if not one.case.is_absent]


def test_purchases_are_those_that_count_credit_notes_less(months: list[SampleMonth]) -> None:
    bought = [one for month in readable(months) for one in month.registered]
    found = answers("tax-purchases")
    sign = {61: -1}

    documents, _suppliers, net, vat, exempt, total = found["In short"].total.values

    assert documents == len(bought)
    assert net == sum(sign.get(one.type_code, 1) * one.net for one in bought)
    assert vat == sum(sign.get(one.type_code, 1) * one.vat for one in bought)
    assert exempt == sum(sign.get(one.type_code, 1) * one.exempt for one in bought)
    assert total == sum(sign.get(one.type_code, 1) * one.total for one in bought)
    assert by_line(found["Purchases by type"])[61][0] < 0


def test_what_is_not_in_the_register_is_seen_by_its_state(months: list[SampleMonth]) -> None:
    states = by_line(answers("tax-purchases")["By state in the register"])
    assert set(states) == {"REGISTRO", "PENDIENTE", "NO_INCLUIR", "RECLAMADO"}


def test_sales_and_receipts_together_are_what_was_sold(months: list[SampleMonth]) -> None:
    found = answers("tax-sales")
    sold = [month for month in readable(months) if not month.case.lacks_sales]
    totals = [one for month in sold for one in month.sold_totals]

    vat = found["In short"].total.values[3]
    receipts = found["Receipts and other types without a detail"].total.values[2]

    signed = sum(-one.vat if one.type_code == 61 else one.vat for one in totals)
    assert vat + receipts == signed


def test_fees_are_those_received_and_not_cancelled(months: list[SampleMonth]) -> None:
    valid = [one for month in readable(months) for one in month.fees if one.state is FeeState.VALID]
    receipts, _people, gross, withheld, paid, _rate = answers("tax-fees")[
        "Received, in short"
    ].total.values
    assert receipts == len(valid)
    assert gross == sum(one.gross for one in valid)
    assert withheld == sum(one.withheld for one in valid)
    assert paid == gross - withheld


def test_what_left_its_month_is_in_no_panel(months: list[SampleMonth]) -> None:
    Total.objects.filter(is_detailed=False).update(gone=NOW)
    FeeReceipt.objects.filter(state=FeeState.CANCELLED).update(gone=NOW)
    sales = answers("tax-sales")
    assert by_line(sales["Receipts and other types without a detail"]) == {}
    assert by_line(sales["VAT of receipts by month"]) == {}
    assert by_line(answers("tax-fees")["Cancelled receipts"]) == {}


def test_the_register_ties_with_the_returns_but_where_one_was_filed_wrong(
    months: list[SampleMonth],
) -> None:
    compared = VatMonth.objects.filter(debits_apart__isnull=False)
    assert list(compared.exclude(debits_apart=0, withheld_apart=0)) == []
    (unknown,) = VatMonth.objects.exclude(folio=None).filter(debits=None)
    lacking = next(one for one in months if one.case.lacks_sales)
    assert (unknown.company_rut, unknown.period) == (lacking.company.rut, lacking.period)
    (wrong,) = VatMonth.objects.exclude(folio=None).exclude(credits_apart=0)
    planted = next(one for one in months if (one.company.number, one.ago) == (0, 5))
    assert (wrong.company_rut, wrong.period) == (planted.company.rut, planted.period)
    assert wrong.credits_apart == 10_000


def test_what_is_missing_stands_in_the_grid(months: list[SampleMonth]) -> None:
    grid = answers("tax-missing")["By company and month"].grid
    assert grid is not None
    cells = {
        (line.key, month): cell.counts
        for line, found in grid.lines
        for month, cell in zip(grid.periods, found, strict=True)
        if cell
    }
    by_case = {(one.company.number, one.ago): one for one in months}
    absent, faulty, plain = (by_case[case] for case in ((1, 5), (1, 2), (0, 7)))
    assert cells[absent.company.rut, f"{absent.period:%Y-%m}"] == (4, 0, 0)
    assert cells[faulty.company.rut, f"{faulty.period:%Y-%m}"] == (0, 1, 3)
    assert cells[plain.company.rut, f"{plain.period:%Y-%m}"] == (0, 0, 4)


def test_a_company_may_be_looked_at_alone(months: list[SampleMonth]) -> None:
    name = months[0].company.name
    for board in ("tax-purchases", "tax-sales", "tax-fees", "tax-f29"):
        for title, found in answers(board, Empresa=[name]).items():
            assert found.ignored == (), (board, title)
            assert {line.key for line in found.lines} & {name, months[-1].company.name} <= {name}


def test_how_each_month_stands_is_seen_by_company(months: list[SampleMonth]) -> None:
    grid = answers("tax-f29")["How each month stands"].grid
    assert grid is not None
    names = [line.name for line, _ in grid.lines]
    assert names == sorted({month.company.name for month in months})
    late = next(one for one in months if (one.company.number, one.ago) == (0, 6))
    (cells,) = (found for line, found in grid.lines if line.key == late.company.rut)
    cell = cells[grid.periods.index(f"{late.period:%Y-%m}")]
    assert cell is not None
    assert cell.counts == (0, 1, 0, 0, 0)
