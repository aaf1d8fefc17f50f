"""How texts of the sources become numbers, dates and codes."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import pytest

from tests.toolbox.placements.desk import document, sheet_row, work_out
from toolbox.placements.calc import parsing
from toolbox.placements.calc.rules import CURRENT, LEGACY, RuleSet

BOTH = pytest.mark.parametrize("rules", [CURRENT, LEGACY], ids=lambda rules: rules.rules)


def evaluate(expression: pl.Expr, text: str | None) -> Any:
    return pl.DataFrame({"text": [text]}, schema={"text": pl.String}).select(expression).item()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", 12.5), (" 12.5 ", 12.5), ("-3", -3.0), ("+3", 3.0), ("1e3", 1000.0),
        ("0E-17", 0.0), ("1,234.50", 1234.5), ("-12,345,678", -12345678.0), ("1,23", None),
        ("12,3456", None), ("", None), ("-", None), ("null", None), ("NaN", None), ("inf", None),
        ("S/ 12", None), (None, None),
    ],
)  # fmt: skip
def test_a_text_is_read_as_the_number_it_spells(text: str | None, value: float | None) -> None:
    assert evaluate(parsing.number(pl.col("text"), thousands=True), text) == value


READERS = {
    "number": partial(parsing.number, thousands=True),
    "number_or_zero": partial(parsing.number_or_zero, thousands=False),
    "number_or_dash": partial(parsing.number_or_dash, thousands=True),
    "day": parsing.day,
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_a_text_means_the_same_in_whatever_company(read: Callable[[pl.Expr], pl.Expr]) -> None:
    texts = [
        "12.5", " 12.5 ", "1,234.50", "", "-", None, "x", "inf", "15/06/2024", " 2024-06-15 ",
        "2024-06-15T05:00:00Z", "31/02/2024", "12.5",
    ]  # fmt: skip
    together = pl.DataFrame({"text": texts}).select(read(pl.col("text"))).to_series()
    assert together.to_list() == [evaluate(read(pl.col("text")), text) for text in texts]


def test_separators_of_thousands_are_read_only_when_asked_for() -> None:
    assert evaluate(parsing.number(pl.col("text"), thousands=False), "1,234.50") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [(None, 0.0), ("", 0.0), (" ", 0.0), ("-", 0.0), ("7", 7.0), ("<", None), ("x", None)],
)
def test_an_optional_amount_may_be_blank_or_a_dash(text: str | None, value: float | None) -> None:
    assert evaluate(parsing.number_or_dash(pl.col("text"), thousands=True), text) == value


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15/06/2024", date(2024, 6, 15)),
        ("5/6/2024", date(2024, 6, 5)),
        (" 15/06/2024 ", date(2024, 6, 15)),
        ("2024-06-15", date(2024, 6, 15)),
        ("2024-06-15T05:00:00.000Z", date(2024, 6, 15)),
        ("2024-06-15 10:00:00", date(2024, 6, 15)),
        ("29/02/2024", date(2024, 2, 29)),
        ("29/02/2023", None),
        ("31/02/2024", None),
        ("15/06/24", None),
        ("24-06-15", None),
        ("2024-06-15x", None),
        ("06/15/2024", None),
        ("mañana", None),
        ("-", None),
        ("", None),
        (None, None),
    ],
)
def test_a_text_is_read_as_the_day_it_spells(text: str | None, day: date | None) -> None:
    assert evaluate(parsing.day(pl.col("text")), text) == day


@pytest.mark.parametrize(
    ("rules", "given", "read"),
    [
        (LEGACY, "2.5", 0.025), (LEGACY, "1", 0.01), (LEGACY, "0.9", 0.9), (LEGACY, "0.018", 0.018),
        (LEGACY, "", 0.0), (LEGACY, "alta", 0.0), (LEGACY, "-2", -2.0),
        (CURRENT, "2.5", 0.025), (CURRENT, "1", 0.01), (CURRENT, "0.9", 0.009), (CURRENT, "", 0.0),
        (CURRENT, "alta", 0.0), (CURRENT, "-2", -0.02),
    ],
)  # fmt: skip
def test_the_monthly_rate_of_the_report_e05(rules: RuleSet, given: str, read: float) -> None:
    row = work_out(document(TasaNominalMensualPorc=given), rules=rules).only
    assert row["TasaNominalMensualPorc"] == pytest.approx(read)


@pytest.mark.parametrize(
    ("rules", "given", "read"),
    [(LEGACY, "0.02", 0.02), (LEGACY, "2", 0.02), (CURRENT, "0.02", 0.02), (CURRENT, "2", 2.0)],
)
def test_the_monthly_rate_of_a_sheet(rules: RuleSet, given: str, read: float) -> None:
    row = work_out(document(), pen=[sheet_row({"TNM Op": given})], rules=rules).rows[1]
    assert row["TasaNominalMensualPorc"] == pytest.approx(read)


@BOTH
@pytest.mark.parametrize(
    ("column", "given", "read"),
    [
        ("RUCPagador", ": 20990000002", "20990000002"),
        ("RUCPagador", " 20 990 000 002 ", "20990000002"),
        ("RUCCliente", " 20990000001 ", "20990000001"),
        ("NroDocumento", "F001 - 12 ", "F001-12"),
        ("NroDocumento", None, "None"),
        ("CodigoLiquidacion", " LIQ2401000001 ", "LIQ2401000001"),
        ("CodigoLiquidacion", "LIQ900-2021-2", "LIQ900-2021"),
        ("CodigoLiquidacion", "LIQ2401900001-1-B", "LIQ2401900001-1"),
        ("CodigoLiquidacion", "LIQ901-2022 ME", "LIQ901-2022 ME"),
        ("TipoOperacion", "FACTORING", "Factoring"),
        ("TipoOperacion", "CONFIRMING", "Confirming"),
        ("TipoOperacion", "Capital de Trabajo", "Capital de Trabajo"),
        ("TipoOperacion", "CAPITAL DE TRABAJO", "CAPITAL DE TRABAJO"),
        ("FinanciamientoPorc", "90", 90.0),
        ("FechaConfirmado", "", None),
        ("FechaConfirmado", "2024-03-31", date(2024, 3, 31)),
        ("FechaPago", "", None),
        ("FechaPago", "-", None),
        ("FechaPago", "2024-03-31", date(2024, 3, 31)),
        ("DiasEfectivo", "", 0),
        ("DeudaAnterior", "-", 0.0),
        ("NetoConfirmado", "0E-17", 0.0),
        ("NetoConfirmado", "1e3", 1000.0),
        ("NetoConfirmado", "null", 0.0),
        ("MontoDesembolso", "-5", -5.0),
        ("ObservacionLiquidacion", None, None),
        ("ObservacionLiquidacion", "", ""),
        ("ObservacionLiquidacion", "=1+1 “ñ” 🙂 " * 25, "=1+1 “ñ” 🙂 " * 25),
        ("FacturasGeneradas", "", ""),
    ],
)
def test_a_column_of_the_report_e06_e08_e10_e12_e13_e24_e26_e27(
    column: str, given: str | None, read: object, rules: RuleSet
) -> None:
    assert work_out(document(**{column: given}), rules=rules).only[column] == read


@pytest.mark.parametrize(("rules", "read"), [(LEGACY, 0.0), (CURRENT, 1234.5)])
def test_separated_thousands_are_zero_under_the_legacy_rules_e27(
    rules: RuleSet, read: float
) -> None:
    assert work_out(document(Interes="1,234.50"), rules=rules).only["Interes"] == read


@BOTH
@pytest.mark.parametrize(
    ("header", "given", "column", "read"),
    [
        ("N° Factura/ Letra", "10000", "NroDocumento", "10000"),
        ("N° Factura/ Letra", "10000.0", "NroDocumento", "10000"),
        ("RUC DEUDOR", "20990000002.0", "RUCPagador", "20990000002"),
        ("Comision Con IGV", "<", "ComisionEstructuracionConIGV", 0.0),
        ("Comision Con IGV", "-", "ComisionEstructuracionConIGV", 0.0),
        ("Fondo Resguardo", "", "FondoResguardo", 0.0),
        ("Import. Recaudado", "¿?", "MontoPago", 0.0),
        ("% Finan", None, "FinanciamientoPorc", 0.0),
        ("Contrato", "50", "GastosContrato", 50.0),
        ("Fecha de Op", {"f_jsdate__java_util_Date": "2020-03-11T05:00:00.000Z"},
         "FechaOperacion", date(2020, 3, 11)),
        ("Fecha de pago", "pendiente", "FechaPago", None),
        ("Fecha de pago", "2020-05-12T05:00:00.000Z", "FechaPago", date(2020, 5, 12)),
        ("N Factura generada", "", "FacturasGeneradas", ""),
    ],
)  # fmt: skip
def test_a_cell_of_a_sheet_e15(
    header: str, given: object, column: str, read: object, rules: RuleSet
) -> None:
    row = work_out(document(), pen=[sheet_row({header: given})], rules=rules).rows[1]
    assert row[column] == read


@BOTH
def test_what_a_sheet_lacks_is_null_or_zero(rules: RuleSet) -> None:
    row = work_out(document(), pen=[sheet_row()], rules=rules).rows[1]
    assert [row[name] for name in ("CodigoSolicitud", "Anticipo", "EstadoDevolucion")] == [None] * 3
    assert [row[name] for name in ("DeudaAnterior", "MontoDevolucion")] == [0.0, 0.0]


@BOTH
def test_headers_are_known_without_their_accents_and_case(rules: RuleSet) -> None:
    plain = {
        ("LIQUIDACION" if head == "Liquidación" else head): cell
        for head, cell in sheet_row().items()
    }
    assert work_out(document(), pen=[plain], rules=rules).rows[1]["FueraSistema"] == "si"


@BOTH
def test_optional_columns_may_be_missing_extra_or_in_another_order_e30(rules: RuleSet) -> None:
    row = {"Nueva": "x"} | dict(reversed(document().items()))
    del row["TramoAnticipo"]
    found = work_out(row, rules=rules).only
    assert found["TramoAnticipo"] is None
    assert found["Utilidad"] == pytest.approx(443.43252821027295)
