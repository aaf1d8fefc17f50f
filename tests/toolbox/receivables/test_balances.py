"""What is owed, and the state that a document is in."""

from datetime import date
from typing import Any

import pytest

from tests.toolbox.receivables.desk import document, payment, work_out
from toolbox.receivables.calc.inputs import Lists
from toolbox.receivables.calc.rules import CURRENT, LEGACY, RuleSet

BOTH = pytest.mark.parametrize("rules", [CURRENT, LEGACY], ids=lambda rules: rules.rules)
CODE = "LIQ2401000001"


@BOTH
@pytest.mark.parametrize(("due", "state"), [("31/03/2024", "VENCIDO"), ("01/04/2024", "VIGENTE")])
def test_due_on_the_day_is_overdue_and_the_day_after_is_not_e11(
    due: str, state: str, rules: RuleSet
) -> None:
    row = work_out(document(FechaConfirmado=due), rules=rules).only
    assert (row["EstadoCuenta"], row["EstadoReal"]) == (state, state)


PART = {"TipoPago": "PAGO PARCIAL", "MontoPago": 3000, "SaldoDeuda": 7000}
REST = {"IdLiquidacionPago": 2, "FechaPago": "2024-03-25", "MontoPago": 7000}


@BOTH
@pytest.mark.parametrize(
    ("payments", "kind", "balance"),
    [
        ([], "", 10000),
        ([payment(TipoPago="", MontoPago=4000)], "", 10000),
        ([payment(TipoPago=None, MontoPago=4000)], "", 10000),
        ([payment(**PART)], "PAGO PARCIAL", 7000),
        ([payment()], "PAGO TOTAL", 0),
        ([payment(MontoPago=10100, ExcesoPago=100)], "PAGO TOTAL", -100),
        (
            [payment(**PART), payment(**PART | REST | {"MontoPago": 1000, "SaldoDeuda": 6000})],
            "PAGO PARCIAL",
            6000,
        ),
        ([payment(**PART), payment(**REST)], "PAGO TOTAL", 0),
        ([payment(**REST), payment(**PART)], "PAGO TOTAL", 0),
    ],
    ids=["none", "blank", "null", "part", "total", "over", "two parts", "part then total",
         "in any order"],
)  # fmt: skip
def test_the_last_payment_decides_what_is_owed_e22(
    payments: list[dict[str, Any]], kind: str, balance: float, rules: RuleSet
) -> None:
    row = work_out(document(), payments=payments, rules=rules).only
    assert (row["TipoPagoReal"], row["SaldoTotal"]) == (kind, balance)
    assert row["SaldoTotalPen"] == balance


def test_of_two_payments_on_a_day_the_one_with_the_higher_number_is_the_last() -> None:
    payments = [payment(IdLiquidacionPago=9, **PART), payment(IdLiquidacionPago=8, MontoPago=1)]
    row = work_out(document(), payments=payments).only
    assert (row["TipoPagoReal"], row["SaldoTotal"]) == ("PAGO PARCIAL", 7000)


def test_dollars_come_to_soles_at_the_rate_of_the_day() -> None:
    part = payment(TipoPago="PAGO PARCIAL", SaldoDeuda=6050.5)
    row = work_out(document(Moneda="USD"), payments=[part]).only
    assert row["SaldoTotalPen"] == pytest.approx(22749.88)


BOTH_LISTS = Lists(arrears=frozenset({CODE}), special=frozenset({CODE}))


@BOTH
@pytest.mark.parametrize(
    ("lists", "payments", "kind", "state"),
    [
        (Lists(arrears=frozenset({CODE})), [], "MORA A MAYO", "VENCIDO"),
        (Lists(special=frozenset({CODE})), [], "", "COBRANZA ESPECIAL"),
        (BOTH_LISTS, [], "MORA A MAYO", "COBRANZA ESPECIAL"),
        (BOTH_LISTS, [payment(**PART)], "MORA A MAYO", "COBRANZA ESPECIAL"),
        (BOTH_LISTS, [payment()], "PAGO TOTAL", "COBRANZA ESPECIAL"),
    ],
    ids=["arrears", "special", "both", "paid in part", "paid in full"],
)
def test_a_settlement_on_a_list_is_called_so_e23(
    lists: Lists, payments: list[dict[str, Any]], kind: str, state: str, rules: RuleSet
) -> None:
    row = work_out(document(), payments=payments, lists=lists, rules=rules).only
    assert (row["TipoPagoReal"], row["EstadoReal"]) == (kind, state)


def test_special_collection_is_only_said_of_what_is_overdue_e23() -> None:
    row = work_out(document(FechaConfirmado="2024-04-01"), lists=BOTH_LISTS).only
    assert (row["EstadoCuenta"], row["EstadoReal"]) == ("VIGENTE", "VIGENTE")


@pytest.mark.parametrize(("rules", "state"), [(CURRENT, "COBRANZA ESPECIAL"), (LEGACY, "VENCIDO")])
def test_blanks_around_codes_count_for_nothing_but_by_legacy_e13_e23(
    rules: RuleSet, state: str
) -> None:
    listed = Lists(special=frozenset({f" {CODE}"}))
    assert work_out(document(), lists=listed, rules=rules).only["EstadoReal"] == state
    spaced = document(CodigoLiquidacion=f"{CODE} ")
    clean = Lists(special=frozenset({CODE}))
    assert work_out(spaced, lists=clean, rules=rules).only["EstadoReal"] == state


@pytest.mark.parametrize(
    ("rules", "sectors", "found"),
    [
        (LEGACY, [], ("SIN CLASIFICAR", "")),
        (CURRENT, [], ("SIN CLASIFICAR", "PAGADOR DOS")),
        (CURRENT, [("Retail", "")], ("Retail", "PAGADOR DOS")),
        (CURRENT, [(" Retail ", "Grupo 1"), ("Agro", "X")], ("Retail", "Grupo 1")),
        (CURRENT, [("", "Grupo 1")], ("SIN CLASIFICAR", "Grupo 1")),
    ],
)
def test_the_payer_is_classified_e18(
    rules: RuleSet, sectors: list[tuple[str, str]], found: tuple[str, str]
) -> None:
    rows = [{"RUC": 20990000002, "SECTOR": s, "GRUPO ECO.": g} for s, g in sectors]
    other = {"RUC": "20990000003", "SECTOR": "Pesca", "GRUPO ECO.": ""}
    row = work_out(document(), sectors=[*rows, other], rules=rules).only
    assert (row["Sector"], row["GrupoEco"]) == found


def test_a_payers_tax_id_is_cleaned_before_its_sector_is_looked_up_e12() -> None:
    sectors = [{"RUC": 20990000002, "SECTOR": "Retail", "GRUPO ECO.": ""}]
    row = work_out(document(RUCPagador=": 2099000 0002"), sectors=sectors).only
    assert (row["RUCPagador"], row["Sector"]) == ("20990000002", "Retail")


def test_the_columns_of_placements_are_filled_by_current_and_null_by_legacy() -> None:
    row = work_out(document(), rules=CURRENT).only
    assert (row["Mes"], row["MesAño"], row["MesSemana"]) == ("2024-01", "enero-2024", "Semana 3")
    assert (row["Ingresos"], row["TotalIngresos"]) == (685, 670)
    assert row["CostosFondo"] == pytest.approx(226.56747178972702)
    assert row["Utilidad"] == pytest.approx(443.43252821027295)
    assert (row["TipoCambioFecha"], row["TipoCambioVenta"]) == (date(2024, 1, 15), 3.7)
    assert (row["Referencia"], row["FueraSistema"]) == ("Ana, Perez", "no")
    assert row["TasaNominalMensualPorc"] == 2.5, "percent, as the ERP has it"
    legacy = work_out(document(), rules=LEGACY).only
    assert {legacy[name] for name in ("Mes", "Ingresos", "FueraSistema", "TipoCambioFecha")} == {
        None
    }


def test_the_referrer_is_found_by_the_short_code_and_the_code_stays_whole() -> None:
    referrals = [{"REFERENCIA": "BETO", "LIQUIDACIÓN": "LIQ900-2021", "MES": "01/01/2024"}]
    row = work_out(document(CodigoLiquidacion="LIQ900-2021-2"), referrals=referrals).only
    assert (row["CodigoLiquidacion"], row["Referencia"]) == ("LIQ900-2021-2", "BETO")
