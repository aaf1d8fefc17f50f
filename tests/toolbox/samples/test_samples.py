"""The generator: the same bytes for the same wish, and every odd row in known numbers."""

import json
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolbox.samples.cases import BAD_CASES, CASES, PERIOD
from toolbox.samples.receivable_cases import BAD_RECEIVABLE_CASES, RECEIVABLE_CASES
from toolbox.samples.sheet_cases import REFERRAL_CASES, SHEET_CASES
from toolbox.samples.writing import ARRAYS, SamplePlan, write_samples

PREFIXED = ("colocaciones-2", "colocaciones-0", "liquidaciones", "pagos", "devoluciones",
            "fuera-sistema-pen", "fuera-sistema-usd")  # fmt: skip
UNTIL = date(2025, 12, 31)


def rows_of(folder: Path, name: str) -> list[Any]:
    rows: list[Any] = json.loads((folder / f"{name}.json").read_bytes())
    return rows


@settings(max_examples=5)
@given(count=st.integers(1, 400), more=st.integers(1, 400), seed=st.integers(0, 2**31))
def test_fewer_documents_are_the_beginning_of_more(
    tmp_path_factory: pytest.TempPathFactory, count: int, more: int, seed: int
) -> None:
    few, many = tmp_path_factory.mktemp("few"), tmp_path_factory.mktemp("many")
    write_samples(few, SamplePlan(count, seed, only=PREFIXED))
    write_samples(many, SamplePlan(count + more, seed, only=PREFIXED))
    for name in PREFIXED:
        short, long = ((folder / f"{name}.json").read_bytes() for folder in (few, many))
        assert long.startswith(short[:-1])
    assert len(rows_of(few, "colocaciones-2")) == count


def test_the_same_plan_makes_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("first", "again"):
        write_samples(tmp_path / folder, SamplePlan(documents=600, seed=7))
    names = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert names == sorted([f"{name}.json" for name in (*ARRAYS, "listas", "_cases")])
    for name in names:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_another_seed_makes_other_data(tmp_path: Path, ten_thousand: Path) -> None:
    write_samples(tmp_path, SamplePlan(documents=50, seed=8))
    assert rows_of(tmp_path, "colocaciones-2") != rows_of(ten_thousand, "colocaciones-2")[:50]


EVERY_CASE = (
    {(case.number, case.label) for case in (*CASES, *BAD_CASES)}
    | {(case.number, case.label) for case in SHEET_CASES}
    | {(case.number, case.label) for case in REFERRAL_CASES}
    | {(case.number, case.label) for case in (*RECEIVABLE_CASES, *BAD_RECEIVABLE_CASES)}
)


def test_every_case_is_there_five_times_in_ten_thousand_documents(ten_thousand: Path) -> None:
    tags = Counter(
        (tag["case"], tag["label"], tag["source"]) for tag in rows_of(ten_thousand, "_cases")
    )
    found = {(number, label) for number, label, _ in tags}
    assert found >= EVERY_CASE
    planted = {key: times for key, times in tags.items() if key[2] == "colocaciones-2"}
    assert set(planted.values()) == {10_000 // PERIOD}
    for number in ("E18", "E28", "E29", "E33"):
        assert sum(times for key, times in tags.items() if key[0] == number) >= 3


@pytest.mark.parametrize("count", [121, 246, 500, 871, 1_000, 2_000, 5_000])
def test_rows_that_must_be_set_aside_stay_under_one_percent(count: int) -> None:
    places = [120 + 125 * place for place in range(len(BAD_CASES) + 1)]
    bad = sum(number % PERIOD in places for number in range(count))
    assert 0 < bad < count / 100


def test_a_thousand_documents_show_every_case_once(tmp_path: Path) -> None:
    write_samples(tmp_path, SamplePlan(documents=1_000, seed=3))
    found = {(tag["case"], tag["label"]) for tag in rows_of(tmp_path, "_cases")}
    assert found >= EVERY_CASE


def test_a_tag_names_the_row_that_shows_the_case(ten_thousand: Path) -> None:
    rows = {name: rows_of(ten_thousand, name) for name in ARRAYS}
    tagged = {
        (tag["case"], tag["label"]): rows[tag["source"]][tag["row"] - 1]
        for tag in reversed(rows_of(ten_thousand, "_cases"))
    }
    assert tagged["E04", "a third currency"]["Moneda"] == "EUR"
    assert tagged["E07", "impossible day of operation"]["FechaOperacion"] == "31/02/2024"
    assert tagged["E15", "executive missing"]["EJECUTIVO"] is None
    assert tagged["E15", "day as an object"]["Fecha de Op"].keys() == {"f_jsdate__java_util_Date"}
    assert tagged["E17", "alias in other case"]["REFERENCIA"] == "kArLiTa"
    assert tagged["E22", "two payments in part"]["IdLiquidacionDet"] == 1068
    assert tagged["E10", "due day missing"]["FechaConfirmado"] is None
    assert tagged["E28", "a number instead of text"]["EvolucionCaja"] > 0
    assert len(tagged["E26", "remark of 300 characters"]["ObservacionLiquidacion"]) == 300
    assert "TramoAnticipo" not in tagged["E30", "a column less"]


def test_dollars_without_a_rate_fall_on_days_that_have_none(ten_thousand: Path) -> None:
    known = {row["fecha"] for row in rows_of(ten_thousand, "tipo-cambio")}
    placements = rows_of(ten_thousand, "colocaciones-2")
    tags = [tag for tag in rows_of(ten_thousand, "_cases") if tag["case"] in ("E01", "E02", "E03")]
    for tag in tags:
        day, month, year = placements[tag["row"] - 1]["FechaOperacion"].split("/")
        assert f"{year}-{month}-{day}" not in known
    assert len(tags) == 30


def test_a_client_comes_back_after_exactly_180_and_181_days(ten_thousand: Path) -> None:
    placements = rows_of(ten_thousand, "colocaciones-2")
    tags = [tag for tag in rows_of(ten_thousand, "_cases") if tag["case"] == "E31"]
    rows = [placements[tag["row"] - 1] for tag in tags if tag["source"] == "colocaciones-2"][:3]
    days = [date(*map(int, reversed(row["FechaOperacion"].split("/")))) for row in rows]
    assert len({row["RUCCliente"] for row in rows}) == 1
    assert [later - day for day, later in pairwise(days)] == [
        timedelta(180), timedelta(181),
    ]  # fmt: skip


def test_without_cases_every_row_is_plain(tmp_path: Path) -> None:
    write_samples(tmp_path, SamplePlan(documents=300, seed=7, cases=False))
    assert rows_of(tmp_path, "_cases") == []
    assert {row["Moneda"] for row in rows_of(tmp_path, "colocaciones-2")} == {"PEN", "USD"}


def test_amounts_of_a_document_agree_to_the_cent(tmp_path: Path) -> None:
    write_samples(tmp_path, SamplePlan(documents=500, seed=11, cases=False))
    for row in rows_of(tmp_path, "colocaciones-2"):
        cents = {name: round(100 * float(row[name])) for name in (
            "NetoConfirmado", "FondoResguardo", "MontoCobrar", "MontoTotalFacturado",
            "MontoDesembolso", "InteresConIGV", "ComisionEstructuracionConIGV",
            "GastosDiversosConIGV",
        )}  # fmt: skip
        debt = round(100 * float(row["DeudaAnterior"].strip("-") or 0))
        invoiced = cents["MontoTotalFacturado"]
        assert cents["MontoCobrar"] == cents["NetoConfirmado"] - cents["FondoResguardo"]
        assert invoiced == (
            cents["InteresConIGV"]
            + cents["ComisionEstructuracionConIGV"]
            + cents["GastosDiversosConIGV"]
        )
        assert cents["MontoDesembolso"] == cents["MontoCobrar"] - invoiced - debt


def test_payments_and_refunds_belong_to_details(ten_thousand: Path) -> None:
    details = {row["IdLiquidacionDet"] for row in rows_of(ten_thousand, "liquidaciones")}
    for name, key in (("pagos", "IdLiquidacionPago"), ("devoluciones", "IdLiquidacionDevolucion")):
        rows = rows_of(ten_thousand, name)
        assert {row["IdLiquidacionDet"] for row in rows} <= details
        assert len({row[key] for row in rows}) == len(rows)
    assert {row["TipoPago"] for row in rows_of(ten_thousand, "pagos")} == {
        "PAGO TOTAL", "PAGO PARCIAL", "", None,
    }  # fmt: skip


def test_the_special_lists_overlap_and_one_entry_begins_with_a_blank(ten_thousand: Path) -> None:
    lists = json.loads((ten_thousand / "listas.json").read_bytes())
    assert len(set(lists["mora_a_mayo"]) & set(lists["cobranza_especial"])) == 3
    assert [code for code in lists["cobranza_especial"] if code != code.strip()] == [
        f" {lists['cobranza_especial'][0]}"
    ]
    tags = [tag for tag in rows_of(ten_thousand, "_cases") if tag["case"] == "E23"]
    documents = rows_of(ten_thousand, "liquidaciones")
    listed = {documents[tag["row"] - 1]["CodigoLiquidacion"].strip() for tag in tags}
    assert listed == {code.strip() for code in lists["mora_a_mayo"] + lists["cobranza_especial"]}
    assert {tag["label"] for tag in tags} == {
        "on both lists, once with a blank", "on both lists", "on the list of arrears",
        "on the list of special collection", "paid, and on the list of arrears",
    }  # fmt: skip
    assert len(lists["alias_ejecutivos"]) == 17
    assert sorted(lists["ejecutivos_externos"].values()) == [0.07, 0.09, 0.15]
    assert len(lists["ejecutivos_especiales"]) == 2
