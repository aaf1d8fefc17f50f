"""The cost of funds with the two guarantee funds."""

from typing import Any

import polars as pl
import pytest

from tests.toolbox.placements.desk import named
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import Rules
from toolbox.reports.calc import funds
from toolbox.reports.calc.terms import FundTerms

ROW = {
    "CodigoLiquidacion": "LIQ1", "TasaNominalMensualPorc": 0.025, "DiasEfectivo": 76,
    "MontoDesembolso": 8191.7, "CostosFondo": 226.56747178972702, "Moneda": "PEN",
    "TipoCambioVenta": 3.7, "TotalIngresosSoles": 670.0,
}  # fmt: skip
CRECER = 0.025 * 12 * 0.08 / 360 * 76 * 8191.7 * 0.75 * 1.18
PROMOTIONAL = (1.08 ** (76 / 365) - 1) * 8191.7


def cost(guarantee: float | None = None, *, promoted: bool = False, **changes: Any) -> Any:
    crecer = [("LIQ1", guarantee)] if guarantee is not None else []
    frame = funds.with_funds(
        pl.DataFrame([ROW | changes]),
        pl.DataFrame(crecer, schema=dict(funds.GUARANTEES), orient="row"),
        pl.DataFrame([("LIQ1",)] if promoted else [], schema=dict(funds.CODES), orient="row"),
        FundTerms(),
    )
    return frame.row(0, named=True)


def guarantees(*rows: dict[str, Any], rules: Rules = Rules.CURRENT) -> dict[str, float]:
    frame = named("fondo-crecer", rows).frame.collect()
    return dict(funds.guarantees(frame, "fondo-crecer", rules).rows())


def test_without_a_fund_the_money_costs_what_it_costs() -> None:
    row = cost()
    assert row["CostosFondoTotal"] == ROW["CostosFondo"]
    assert row["UtilidadTotalSoles"] == 670.0 - 226.56747178972702
    assert row["EtiquetaFondo"] == "Normal"


def test_a_guarantee_of_fondo_crecer_comes_on_top() -> None:
    row = cost(0.75)
    assert row["CostosFondoCrecer"] == pytest.approx(CRECER, rel=1e-12)
    assert row["CostosFondoTotal"] == pytest.approx(226.56747178972702 + CRECER, rel=1e-12)
    assert row["EtiquetaFondo"] == "COFIDE"


def test_the_promotional_fund_takes_the_place_of_the_normal_cost() -> None:
    row = cost(promoted=True)
    assert row["CostosFondoTotal"] == pytest.approx(PROMOTIONAL, rel=1e-12)
    assert row["EtiquetaFondo"] == "Promocional"


def test_a_document_in_both_funds_costs_as_promotional_and_is_labelled_cofide_e29() -> None:
    row = cost(0.75, promoted=True)
    assert row["CostosFondoTotal"] == pytest.approx(PROMOTIONAL, rel=1e-12)
    assert row["EtiquetaFondo"] == "COFIDE"


def test_a_cost_in_dollars_is_in_soles_by_the_rate_of_the_operation() -> None:
    row = cost(Moneda="USD")
    assert row["CostosFondoTotalSoles"] == pytest.approx(226.56747178972702 * 3.7)


@pytest.mark.parametrize("days", [0])
def test_no_days_cost_nothing_in_either_fund_e24(days: int) -> None:
    row = cost(0.75, promoted=True, DiasEfectivo=days)
    assert (row["CostosFondoCrecer"], row["CostosFondoPromocional"]) == (0, 0)
    assert row["EtiquetaFondo"] == "Normal"


@pytest.mark.parametrize(
    ("text", "current", "legacy"),
    [("75%", 0.75, 0.75), ("75", 0.75, 0.75), ("0.75", 0.75, 0.0075), (0.5, 0.5, 0.005)],
)
def test_a_guarantee_is_a_share_however_it_is_written_e29(
    text: Any, current: float, legacy: float
) -> None:
    row = {"LIQUIDACION": " LIQ1 ", "GARANTIA": text}
    assert guarantees(row) == {"LIQ1": pytest.approx(current)}
    assert guarantees(row, rules=Rules.LEGACY) == {"LIQ1": pytest.approx(legacy)}


def test_the_last_row_of_a_code_wins_and_blank_codes_are_no_rows() -> None:
    rows = [
        {"LIQUIDACION": "LIQ1", "GARANTIA": "50%"},
        {"LIQUIDACION": "", "GARANTIA": "60%"},
        {"LIQUIDACION": "LIQ1 ", "GARANTIA": "80%"},
    ]
    assert guarantees(*rows) == {"LIQ1": 0.8}


def test_a_sheet_without_its_columns_says_which_e30() -> None:
    with pytest.raises(MissingColumns) as missing:
        guarantees({"LIQUIDACION": "LIQ1"})
    assert missing.value.missing == ["GARANTIA"]
