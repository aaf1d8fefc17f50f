"""The company's own invoices and the self-detraction."""

from datetime import date
from typing import Any

import pytest

from tests.toolbox.placements.desk import named, rates_frame
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import CURRENT, LEGACY, RuleSet
from toolbox.reports.calc.sales import detracted, in_month, read_invoices, sales
from toolbox.reports.calc.terms import DetractionTerms

INVOICE: dict[str, Any] = {
    "FECHA": "10/06/2024", "TIPO": "Factura", "COMPROBANTE": "F001-1", "RUC": "20990000001",
    "CLIENTE": "CLIENTE UNO", "MONEDA": "PEN", "GRAVADO": "1,000.00", "NO GRAVADO": "50",
    "IGV": "180",
}  # fmt: skip
RATES = rates_frame([("2024-06-08", 3.69, 3.70)])


def sold(*rows: dict[str, Any], carry_days: int = 7) -> list[dict[str, Any]]:
    read, _ = read_invoices(named("comprobantes", rows).frame.collect(), "comprobantes", CURRENT)
    return sales(in_month(read, date(2024, 6, 15)), RATES, carry_days).to_dicts()


def test_a_sale_is_its_taxed_and_untaxed_part() -> None:
    assert sold(INVOICE)[0]["ValorSoles"] == 1050


@pytest.mark.parametrize("kind", ["NOTA DE CRÉDITO", "Nota de credito electrónica", "07"])
def test_a_credit_note_is_negative(kind: str) -> None:
    assert sold(INVOICE | {"TIPO": kind})[0]["ValorSoles"] == -1050


def test_a_sale_in_dollars_has_the_rate_of_its_day_or_an_earlier_one() -> None:
    assert sold(INVOICE | {"MONEDA": "usd"})[0]["ValorSoles"] == pytest.approx(3885)
    assert sold(INVOICE | {"MONEDA": "USD"}, carry_days=0)[0]["ValorSoles"] is None


@pytest.mark.parametrize(
    ("changes", "rules", "reason"),
    [
        ({"FECHA": ""}, CURRENT, "There is no value"),
        ({"FECHA": "ayer"}, CURRENT, "The text is not a date"),
        ({"MONEDA": "EUR"}, CURRENT, "There is no rule for this currency"),
        ({"MONEDA": "EUR"}, LEGACY, None),
    ],
)
def test_an_invoice_without_a_day_or_a_known_currency_is_set_aside_e04(
    changes: dict[str, str], rules: RuleSet, reason: str | None
) -> None:
    rows = named("comprobantes", [INVOICE, INVOICE | changes]).frame.collect()
    good, bad = read_invoices(rows, "comprobantes", rules)
    assert bad["reason"].to_list() == ([reason] if reason else [])
    assert bad["key"].to_list() == ["F001-1"] * bad.height
    assert good.height + bad.height == 2


def test_invoices_of_other_months_do_not_count() -> None:
    assert sold(INVOICE | {"FECHA": "31/05/2024"}) == []


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({}, 126.0),
        ({"GRAVADO": "650", "NO GRAVADO": "50"}, None),
        ({"GRAVADO": "650.01", "NO GRAVADO": "50"}, 84.0012),
        ({"IGV": "0"}, None),
        ({"TIPO": "NOTA DE CREDITO"}, None),
    ],
)
def test_taxed_sales_above_700_soles_are_detracted_12_percent(
    changes: dict[str, str], amount: float | None
) -> None:
    frame = named("comprobantes", [INVOICE | changes]).frame.collect()
    read, _ = read_invoices(frame, "comprobantes", CURRENT)
    found = detracted(sales(read, RATES, 7), DetractionTerms()).to_dicts()
    expected = [] if amount is None else [pytest.approx(amount)]
    assert [one["Autodetraccion"] for one in found] == expected


def test_a_list_without_its_columns_says_which_e30() -> None:
    row = {name: cell for name, cell in INVOICE.items() if name != "IGV"}
    with pytest.raises(MissingColumns) as missing:
        read_invoices(named("comprobantes", [row]).frame.collect(), "comprobantes", CURRENT)
    assert missing.value.missing == ["IGV"]
