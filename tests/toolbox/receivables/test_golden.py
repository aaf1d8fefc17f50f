"""The legacy rules reproduce the figures that two earlier implementations agreed on."""

import math
from datetime import date
from typing import Any

import pytest

from tests.toolbox.receivables.desk import ASK, Result, carry_out, golden, golden_inputs
from toolbox.receivables.calc.balances import Cut
from toolbox.receivables.calc.rules import CURRENT, LEGACY, RuleSet

AS_OF = date(2024, 6, 15)


def result(rules: RuleSet, size: int = 50_000) -> Result:
    inputs = golden_inputs()
    return carry_out(inputs, Cut(AS_OF, ASK, inputs.lists), rules, size)


def same(found: Any, expected: Any) -> bool:
    if isinstance(expected, float):
        return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)
    return bool(found == expected)


@pytest.mark.parametrize("size", [50_000, 100])
def test_legacy_gives_every_golden_figure_in_order(size: int) -> None:
    found = result(LEGACY, size)

    assert not found.set_aside
    different = [
        (row["IdLiquidacionDet"], column, row[column], value)
        for row, expected in zip(found.documents, golden("expected-cxc"), strict=True)
        for column, value in expected.items()
        if not same(row[column], value)
    ]
    assert different == []
    assert sum(row["SaldoTotalPen"] for row in found.documents) == pytest.approx(
        26322124.66, abs=5e-3
    )


def test_current_differs_from_legacy_in_the_group_only() -> None:
    """The golden set has clean codes, two currencies and no sheets."""
    legacy, current = result(LEGACY), result(CURRENT)

    columns = golden("expected-cxc")[0].keys() - {"GrupoEco"}
    for old, new in zip(legacy.documents, current.documents, strict=True):
        assert {name: old[name] for name in columns} == {name: new[name] for name in columns}
        assert new["GrupoEco"] == (old["GrupoEco"] or "PAGADOR SA")
    assert legacy.payments == current.payments
