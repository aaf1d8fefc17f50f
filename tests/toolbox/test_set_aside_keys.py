"""A row set aside says which row it is in the words of the business, wherever it stands."""

from typing import Any

import pytest

from background.testing import FakeContext
from tests.toolbox.placements import desk as placements
from tests.toolbox.placements.desk import named
from tests.toolbox.receivables import desk as receivables
from toolbox.placements.calc.layouts import ACCUMULATED
from toolbox.placements.calc.rules import CURRENT
from toolbox.quarantine.gate import Gate
from toolbox.receivables.dataset import COLLECTIONS, RECEIVABLES, REFUNDS
from toolbox.reports.calc.balances import AMOUNTS, read_balances
from toolbox.reports.calc.sales import HEADS, read_invoices

BAD_DAY = {"FechaOperacion": "31/02/2024"}
GOOD = receivables.document()
BALANCE = dict.fromkeys(AMOUNTS, "1") | {"FechaOperacion": "15/01/2024"}


def of_report() -> Any:
    return placements.work_out(placements.document(**BAD_DAY)).set_aside


def of_accumulated() -> Any:
    row = placements.accumulated(**BAD_DAY)
    return placements.work_out(row, layout=ACCUMULATED).set_aside


def of_sheet() -> Any:
    return placements.work_out(
        placements.document(), pen=[placements.sheet_row({"EJECUTIVO": None})]
    ).set_aside


def of_documents() -> Any:
    return receivables.work_out(receivables.document(**BAD_DAY)).set_aside


def of_payments() -> Any:
    return receivables.work_out(GOOD, payments=[receivables.payment(MontoPago="")]).set_aside


def of_refunds() -> Any:
    return receivables.work_out(GOOD, refunds=[receivables.refund(MontoDevolucion="")]).set_aside


def of_balances() -> Any:
    bad = read_balances(named("saldos", [BALANCE | {"EvolucionCaja": "1e13"}]).frame, "saldos")[1]
    return bad.to_dicts()


def of_invoices() -> Any:
    row = dict.fromkeys(HEADS.values(), "x") | {"COMPROBANTE": "F001-1"}
    frame = named("comprobantes", [row]).frame.collect()
    return read_invoices(frame, "comprobantes", CURRENT)[1].to_dicts()


@pytest.mark.parametrize(
    ("found", "key"),
    [
        (of_report, "LIQ2401000001 F001 - 1"),
        (of_accumulated, "LIQ2401000001 F001 - 1"),
        (of_sheet, "LIQ001-2020 E001-1"),
        (of_documents, "LIQ2401000001 F001 - 1"),
        (of_payments, "1"),
        (of_refunds, "1"),
        (of_balances, "15/01/2024"),
        (of_invoices, "F001-1"),
    ],
)
def test_a_row_is_known_by_its_business_key(found: Any, key: str) -> None:
    [row] = found()
    assert row["key"] == key


def test_a_row_that_moved_in_its_source_is_the_same_row() -> None:
    bad, good = placements.document(**BAD_DAY), placements.document(NroDocumento="F2")
    [here], [there] = (
        placements.work_out(*rows).set_aside for rows in ((bad, good), (good, good, bad))
    )
    assert (here["row"], there["row"]) == (1, 3)
    assert here["key"] == there["key"]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"CodigoLiquidacion": None}, "F001 - 1"),
        ({"CodigoLiquidacion": "", "NroDocumento": " "}, ""),
        ({"NroDocumento": "9" * 500}, f"LIQ2401000001 {'9' * 177}"),
    ],
)
def test_a_key_has_what_is_there_and_no_more_than_the_desk_keeps(
    changes: dict[str, Any], key: str
) -> None:
    [row] = placements.work_out(placements.document(**BAD_DAY, **changes)).set_aside
    assert row["key"] == key


def test_the_desk_is_given_the_key(tmp_path: Any) -> None:
    ctx = FakeContext(workdir=tmp_path)
    calculation = placements.work_out(placements.document(**BAD_DAY)).calculation
    Gate(ctx, total=1, limit=1).set_aside(next(calculation.batches()).set_aside)
    assert [row.key for row in ctx.quarantined] == ["LIQ2401000001 F001 - 1"]


@pytest.mark.parametrize("dataset", [RECEIVABLES, COLLECTIONS, REFUNDS], ids=lambda one: one.name)
def test_identifiers_numbered_anew_and_a_dollar_that_moves_change_no_row(dataset: Any) -> None:
    assert "IdLiquidacionDet" in dataset.volatile
    assert ("SaldoTotalPen" in dataset.volatile) is (dataset is RECEIVABLES)
