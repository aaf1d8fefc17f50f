"""New clients and payers: the golden list, the former system's loops, and the odd cases."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.toolbox.placements.desk import GOLDEN, carry_out, golden_inputs
from toolbox.placements.calc.rules import LEGACY
from toolbox.reports.calc.newcomers import CLIENT, PAYER, PRODUCTS, known_in, newcomers

UNTIL = date(2024, 7, 27)
Row = dict[str, Any]


def row(month: str, executive: str, product: str, client: str, payer: str, **other: str) -> Row:
    """A placed document, as far as newcomers look at it."""
    return {
        "Mes": month,
        "Ejecutivo": executive,
        "TipoOperacion": product,
        "RUCCliente": client,
        "RUCPagador": payer,
        "RazonSocialCliente": f"CLIENTE {client}",
        "RazonSocialPagador": f"PAGADOR {payer}",
    } | other


def found(rows: Iterable[Row]) -> list[tuple[Any, ...]]:
    """Month, executive, client, payer, product and name of each newcomer, in order."""
    new = newcomers(pl.DataFrame(list(rows)).lazy(), UNTIL)
    return [(f"{day:%Y-%m}", *rest) for day, *rest in new.rows()]


def test_the_golden_newcomers_are_found_in_order() -> None:
    placements = pl.DataFrame(carry_out(golden_inputs(), LEGACY).rows, infer_schema_length=None)
    expected = json.loads((GOLDEN / "expected-nuevos.json").read_text(encoding="utf-8"))
    names = ("Mes", "Ejecutivo", "RUCCliente", "RUCPagador", "TipoOperacion", "RazonSocial")

    assert len(expected) == 99
    assert found(placements.to_dicts()) == [tuple(one[name] for name in names) for one in expected]


def in_loops(rows: list[Row]) -> list[tuple[Any, ...]]:
    """The former system's way, month by month, executive by executive, product by product."""
    seen: set[tuple[str, str]] = set()
    new = []
    for month in sorted({r["Mes"] for r in rows}):
        for executive in dict.fromkeys(r["Ejecutivo"] for r in rows if r["Mes"] == month):
            for product in PRODUCTS:
                turn = (month, executive, product)
                group = [r for r in rows if (r["Mes"], r["Ejecutivo"], r["TipoOperacion"]) == turn]
                for side in ("Cliente", "Pagador")[product != "Factoring" :]:
                    for tax_id in dict.fromkeys(r[f"RUC{side}"] for r in group):
                        if (side, tax_id) not in seen:
                            seen.add((side, tax_id))
                            ids = (tax_id, None) if side == "Cliente" else (None, tax_id)
                            name = last_name(rows, side, tax_id)
                            new.append((month, executive, *ids, product, name))
    return new


def last_name(rows: list[Row], side: str, tax_id: str) -> str:
    """Of the names of a tax id, each taken when it appears first, the last."""
    pairs = dict.fromkeys((r[f"RUC{side}"], r[f"RazonSocial{side}"]) for r in rows)
    return str([name for ruc, name in pairs if ruc == tax_id][-1])


ROWS = st.builds(
    row,
    st.sampled_from(["2024-01", "2024-02", "2024-03"]),
    st.sampled_from(["Ana", "Beto", "Caro"]),
    st.sampled_from([*PRODUCTS, "CAPITAL DE TRABAJO"]),
    st.sampled_from("ABCD"),
    st.sampled_from("PQRS"),
    RazonSocialCliente=st.sampled_from(["UNO", "DOS"]),
    RazonSocialPagador=st.sampled_from(["TRES", "CUATRO"]),
)


@settings(max_examples=40)
@given(st.lists(ROWS, min_size=1, max_size=25))
def test_the_order_of_turns_is_that_of_the_former_loops(rows: list[Row]) -> None:
    new = found(rows)
    assert new == in_loops(rows)
    frame = pl.DataFrame(rows).lazy()
    assert sum(one[2] is not None for one in new) == known_in(frame, CLIENT, UNTIL)
    assert sum(one[3] is not None for one in new) == known_in(frame, PAYER, UNTIL)


def test_of_two_executives_in_one_month_the_one_whose_row_comes_first_wins_e20() -> None:
    rows = [
        row("2024-02", "Beto", "Confirming", "X", "P"),
        row("2024-02", "Ana", "Factoring", "A", "P"),
        row("2024-02", "Beto", "Factoring", "A", "P"),
    ]
    assert found(rows) == [
        ("2024-02", "Beto", "A", None, "Factoring", "CLIENTE A"),
        ("2024-02", "Beto", None, "P", "Factoring", "PAGADOR P"),
    ]


def test_a_payer_who_starts_in_two_products_is_new_in_factoring_e20() -> None:
    rows = [
        row("2024-02", "Ana", "Confirming", "A", "P"),
        row("2024-02", "Ana", "Factoring", "B", "P"),
    ]
    assert [one[1:5] for one in found(rows)] == [
        ("Ana", "B", None, "Factoring"),
        ("Ana", None, "P", "Factoring"),
    ]


@pytest.mark.parametrize("product", ["CAPITAL DE TRABAJO", "LEASING"])
def test_a_product_of_another_name_makes_nobody_new_e20(product: str) -> None:
    assert found([row("2024-02", "Ana", product, "A", "P")]) == []


def test_confirming_makes_a_payer_new_and_never_a_client() -> None:
    assert found([row("2024-02", "Ana", "Confirming", "A", "P")]) == [
        ("2024-02", "Ana", None, "P", "Confirming", "PAGADOR P")
    ]


def test_of_two_names_of_one_tax_id_the_one_that_appeared_last_is_shown_e19() -> None:
    rows = [
        row("2024-01", "Ana", "Factoring", "A", "P", RazonSocialCliente="UNO"),
        row("2024-02", "Ana", "Factoring", "A", "P", RazonSocialCliente="UNO EN LIQUIDACION"),
        row("2024-03", "Ana", "Factoring", "A", "P", RazonSocialCliente="UNO"),
    ]
    assert found(rows)[0][-1] == "UNO EN LIQUIDACION"


@pytest.mark.parametrize("month", ["2019-06", "2024-08"])
def test_months_outside_the_history_make_nobody_new(month: str) -> None:
    assert found([row(month, "Ana", "Factoring", "A", "P")]) == []


@pytest.mark.parametrize("months", [("2024-01", "2024-07"), ("2023-07", "2024-01")])
def test_a_client_who_comes_back_after_half_a_year_is_not_new_again_e31(
    months: tuple[str, str],
) -> None:
    rows = [row(month, "Ana", "Factoring", "A", "P") for month in months]
    assert [one[0] for one in found(rows)] == [months[0], months[0]]
