"""The legacy rules reproduce the figures that two earlier implementations agreed on."""

import math
from datetime import date
from typing import Any

import pytest

from tests.toolbox.placements.desk import carry_out, golden_inputs, golden_rows
from toolbox.placements.calc.rules import CURRENT, LEGACY


def same(found: Any, expected: Any) -> bool:
    """Doubles within 1e-9, dates by their ISO text, everything else exactly."""
    if isinstance(found, date):
        return found.isoformat() == str(expected)
    if isinstance(expected, float) and found is not None:
        return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)
    return bool(found == expected)


@pytest.mark.parametrize("size", [50_000, 100])
def test_legacy_gives_every_golden_figure_in_order(size: int) -> None:
    result = carry_out(golden_inputs(), LEGACY, size)

    assert not result.set_aside
    different = [
        (number, column, found[column], value)
        for number, (found, expected) in enumerate(zip(result.rows, golden_rows(), strict=True))
        for column, value in expected.items()
        if not same(found[column], value)
    ]
    assert different == []


@pytest.mark.parametrize(
    ("currency", "documents", "placements", "income", "cost", "profit"),
    [
        ("PEN", 70, 2637946.0000, 112677.0844, 57379.2482, 54647.8362),
        ("USD", 29, 4627812.5767, 243727.3613, 108067.0843, 134623.3770),
    ],
)
def test_legacy_ties_to_the_control_totals_of_january(
    currency: str, documents: int, placements: float, income: float, cost: float, profit: float
) -> None:
    rows = [
        row
        for row in carry_out(golden_inputs(), LEGACY).rows
        if (row["Mes"], row["Moneda"]) == ("2024-01", currency)
    ]

    assert len(rows) == documents
    for column, total in (
        ("ColocacionSoles", placements),
        ("IngresosSoles", income),
        ("CostosFondoSoles", cost),
        ("Utilidad", profit),
    ):
        assert sum(row[column] for row in rows) == pytest.approx(total, abs=5e-5)


def test_legacy_leaves_49_dollar_rows_without_a_rate_and_has_35_out_of_system() -> None:
    rows = carry_out(golden_inputs(), LEGACY).rows

    missing = [r for r in rows if r["Moneda"] == "USD" and r["TipoCambioEstado"] == "falta"]
    assert len(missing) == 49
    assert sum(row["FueraSistema"] == "si" for row in rows) == 35


def test_current_carries_every_missing_rate_of_the_golden_set() -> None:
    result = carry_out(golden_inputs(), CURRENT)

    states = [row["TipoCambioEstado"] for row in result.rows]
    assert states.count("falta") == 0
    assert states.count("arrastrado") == 121
    assert result.reasons == [("fuera-sistema-usd", 12, "RUCCliente", "There is no value")]
