"""Sheets take the place of the report's rows, and their names get one spelling."""

from typing import Any

import pytest

from tests.toolbox.placements.desk import document, sheet_row, work_out
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import CURRENT, LEGACY, RuleSet

BOTH = pytest.mark.parametrize("rules", [CURRENT, LEGACY], ids=lambda rules: rules.rules)


def codes(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["CodigoLiquidacion"], row["FueraSistema"]) for row in rows]


@BOTH
def test_a_sheet_replaces_all_documents_of_its_code_e14(rules: RuleSet) -> None:
    result = work_out(
        document(CodigoLiquidacion="LIQ1-2020"),
        document(CodigoLiquidacion="LIQ2-2020"),
        document(CodigoLiquidacion="LIQ1-2020", NroDocumento="F2"),
        pen=[sheet_row({"Liquidación": "LIQ1-2020"})],
        rules=rules,
    )
    assert codes(result.rows) == [("LIQ2-2020", "no"), ("LIQ1-2020", "si")]
    assert result.calculation.replaced == 2


@pytest.mark.parametrize(("rules", "times"), [(LEGACY, 2), (CURRENT, 1)])
def test_a_code_that_differs_by_a_blank_survives_only_under_the_legacy_rules_e14(
    rules: RuleSet, times: int
) -> None:
    result = work_out(
        document(CodigoLiquidacion="LIQ1-2020 "),
        pen=[sheet_row({"Liquidación": "LIQ1-2020"})],
        rules=rules,
    )
    assert len(result.rows) == times
    assert result.calculation.total == times


@BOTH
def test_suffixes_count_when_codes_are_compared_e13(rules: RuleSet) -> None:
    result = work_out(
        document(CodigoLiquidacion="LIQ1-2020-2"),
        pen=[sheet_row({"Liquidación": "LIQ1-2020"})],
        rules=rules,
    )
    assert codes(result.rows) == [("LIQ1-2020", "no"), ("LIQ1-2020", "si")]


@BOTH
def test_soles_come_before_dollars_and_both_after_the_report(rules: RuleSet) -> None:
    result = work_out(
        document(),
        pen=[sheet_row({"Liquidación": "A-1"})],
        usd=[sheet_row({"Liquidación": "B-1", "Moneda": "USD"})],
        rules=rules,
    )
    assert [row["CodigoLiquidacion"] for row in result.rows] == ["LIQ2401000001", "A-1", "B-1"]


@BOTH
@pytest.mark.parametrize("blank", ["", None, "  "])
def test_a_line_without_a_code_is_an_empty_line_e15(blank: str | None, rules: RuleSet) -> None:
    result = work_out(document(), pen=[sheet_row({"Liquidación": blank})], rules=rules)
    assert len(result.rows) == 1
    assert not result.set_aside
    assert result.calculation.sheets.blank_lines == 1


@pytest.mark.parametrize("header", ["RUC Cliente", "RUC DEUDOR"])
def test_a_row_without_a_tax_id_is_dropped_by_legacy_and_set_aside_by_current_e15(
    header: str,
) -> None:
    row = sheet_row({header: "", "Liquidación": "LIQ2401000001"})

    legacy = work_out(document(), pen=[row], rules=LEGACY)
    current = work_out(document(), pen=[row], rules=CURRENT)

    column = {"RUC Cliente": "RUCCliente", "RUC DEUDOR": "RUCPagador"}[header]
    assert (len(legacy.rows), legacy.set_aside) == (1, [])
    assert len(current.rows) == 1, "a row that cannot be used replaces nothing"
    assert current.reasons == [("fuera-sistema-pen", 1, column, "There is no value")]


def test_an_empty_sheet_is_refused_by_legacy_and_read_by_current_e30() -> None:
    with pytest.raises(MissingColumns) as refusal:
        work_out(document(), pen=[], rules=LEGACY)
    assert refusal.value.source == "fuera-sistema-pen"
    assert len(work_out(document(), pen=[], rules=CURRENT).rows) == 1


@BOTH
def test_a_sheet_without_a_needed_column_is_refused_e30(rules: RuleSet) -> None:
    row = sheet_row()
    del row["EJECUTIVO"]
    with pytest.raises(MissingColumns) as refusal:
        work_out(document(), pen=[row], rules=rules)
    assert refusal.value.missing == ["EJECUTIVO"]


@BOTH
def test_a_report_without_a_needed_column_is_refused_e30(rules: RuleSet) -> None:
    row = document()
    del row["Interes"], row["Moneda"]
    with pytest.raises(MissingColumns) as refusal:
        work_out(row, rules=rules)
    assert (refusal.value.source, refusal.value.missing) == (
        "colocaciones-2",
        ["Moneda", "Interes"],
    )


@BOTH
@pytest.mark.parametrize(
    ("written", "known", "spelled"),
    [
        ("ana perez", ["Beto, Rios", "Ana, Perez"], "Ana, Perez"),
        ("BETO RIOS", ["Ana, Perez", "beto rios"], "beto rios"),
        ("zzz zzz", ["Ana, Perez"], "Zzz Zzz"),
        ("abc", ["abcx", "xabc"], "abcx"),
        ("abcd", ["axcd"], "axcd"),
        ("abcdef", ["wbydef"], "Abcdef"),
    ],
    ids=["near", "same but for case", "unknown", "first of equals", "just 75", "just below"],
)
def test_the_executive_of_a_sheet_gets_the_spelling_of_the_report_e16(
    written: str, known: list[str], spelled: str, rules: RuleSet
) -> None:
    documents = [document(Ejecutivo=name) for name in known]
    result = work_out(*documents, pen=[sheet_row({"EJECUTIVO": written})], rules=rules)
    assert result.rows[-1]["Ejecutivo"] == spelled


@pytest.mark.parametrize(("rules", "spelled"), [(LEGACY, "Ana, Perez"), (CURRENT, "Carla, Soto")])
def test_an_alias_goes_before_likeness_under_the_current_rules(
    rules: RuleSet, spelled: str
) -> None:
    row = sheet_row({"EJECUTIVO": " ANA PEREZ"})
    result = work_out(document(), pen=[row], aliases={"Ana Perez": "Carla, Soto"}, rules=rules)
    assert result.rows[-1]["Ejecutivo"] == spelled


@BOTH
def test_executives_of_replaced_rows_are_not_looked_at(rules: RuleSet) -> None:
    result = work_out(
        document(CodigoLiquidacion="A-1", Ejecutivo="Zoila Luz"),
        document(Ejecutivo="Ana, Perez"),
        pen=[sheet_row({"Liquidación": "A-1", "EJECUTIVO": "zoila luz"})],
        rules=rules,
    )
    assert result.rows[-1]["Ejecutivo"] == "Zoila Luz"
    assert result.calculation.executives["zoila luz"].matched is None


@BOTH
def test_an_exact_duplicate_is_kept_twice_e25(rules: RuleSet) -> None:
    assert len(work_out(document(), document(), rules=rules).rows) == 2
