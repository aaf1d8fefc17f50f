"""What holds for any input whatever."""

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toolbox.placements.desk import carry_out, document, named, rates_frame, sheet_row
from toolbox.placements.calc.inputs import Inputs
from toolbox.placements.calc.rules import CURRENT, LEGACY, RuleSet
from toolbox.placements.calc.summary import MEASURES

AMOUNTS = st.one_of(
    st.decimals(-9999, 10**6, places=2).map(str), st.sampled_from(["", "-", "x", "1,234.5"])
)
CODES = st.sampled_from(["A-1", "A-1 ", "B-2", "B-2-3", "C 3", "", "D"])
DAYS = st.sampled_from(
    ["01/01/2024", "15/01/2024", "2024-01-20", "31/01/2024", "29/02/2024", "", "x"]
)
DOCUMENTS = st.builds(
    document,
    CodigoLiquidacion=CODES,
    Moneda=st.sampled_from(["PEN", "USD", "EUR"]),
    FechaOperacion=DAYS,
    FechaPago=DAYS,
    DiasEfectivo=st.sampled_from(["0", "30", "180", "", "-3", "30.5"]),
    NetoConfirmado=AMOUNTS,
    Interes=AMOUNTS,
    MontoDesembolso=AMOUNTS,
    FondoResguardo=AMOUNTS,
    Ejecutivo=st.sampled_from(["Ana, Perez", "BETO RIOS", None]),
)
SHEET_ROWS = st.fixed_dictionaries(
    {
        "Liquidación": CODES,
        "RUC Cliente": st.sampled_from(["20990000001", ""]),
        "EJECUTIVO": st.sampled_from(["ana perez", "zzz", None]),
        "Neto Confirmado": AMOUNTS,
    }
).map(sheet_row)
RULES = st.sampled_from([CURRENT, LEGACY])


def inputs(report: list[dict[str, Any]], pen: list[dict[str, Any]]) -> Inputs:
    return Inputs(
        report=named("colocaciones-2", report),
        sheets=[named("fuera-sistema-pen", pen)],
        rates=rates_frame([("2024-01-12", 3.6, 3.7), ("2024-01-20", 3.7, 3.8)]),
    )


@settings(max_examples=15)
@given(
    st.lists(DOCUMENTS, min_size=1, max_size=12),
    st.lists(SHEET_ROWS, min_size=1, max_size=5),
    RULES,
    st.integers(1, 5),
)
def test_no_row_is_lost_and_every_figure_follows_from_the_others(
    report: list[dict[str, Any]], pen: list[dict[str, Any]], rules: RuleSet, size: int
) -> None:
    result = carry_out(inputs(report, pen), rules, size)
    calculation = result.calculation

    accounted = (
        len(result.rows)
        + len(result.set_aside)
        + calculation.replaced
        + calculation.sheets.blank_lines
    )
    assert accounted == len(report) + len(pen)
    assert calculation.total == len(result.rows) + len(result.set_aside)
    for row in result.rows:
        assert row["Utilidad"] == row["TotalIngresosSoles"] - row["CostosFondoSoles"]
        assert all(math.isfinite(row[name]) for name in MEASURES)
        rate = row["TipoCambioVenta"] if row["Moneda"] == "USD" else 1
        assert row["ColocacionSoles"] == row["NetoConfirmado"] * rate
        assert row["Mes"] == f"{row['FechaOperacion']:%Y-%m}"
        assert row["Referencia"] == row["Ejecutivo"]
    for found in result.set_aside:
        assert found["column"]
        assert found["reason"]


@settings(max_examples=6)
@given(st.lists(DOCUMENTS, min_size=1, max_size=12), RULES, st.integers(1, 5))
def test_the_size_of_a_batch_changes_nothing(
    report: list[dict[str, Any]], rules: RuleSet, size: int
) -> None:
    whole = carry_out(inputs(report, [sheet_row()]), rules)
    parts = carry_out(inputs(report, [sheet_row()]), rules, size)

    assert parts.rows == whole.rows
    assert parts.set_aside == whole.set_aside


@settings(max_examples=6)
@given(st.lists(DOCUMENTS, min_size=1, max_size=12), RULES)
def test_the_same_input_gives_the_same_rows(report: list[dict[str, Any]], rules: RuleSet) -> None:
    first, second = (carry_out(inputs(report, [sheet_row()]), rules) for _ in range(2))
    assert first.rows == second.rows
