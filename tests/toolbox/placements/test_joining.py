"""Rates, sectors and referrers joined to the rows."""

from datetime import date
from typing import Any

import pytest

from tests.toolbox.placements.desk import document, work_out
from toolbox.placements.calc.lookups import BadReferralMonth
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import CURRENT, LEGACY, RuleSet

BOTH = pytest.mark.parametrize("rules", [CURRENT, LEGACY], ids=lambda rules: rules.rules)
ALIASES = {"ALIAS UNO": "Ana, Perez", "DOS": "abcdefghi##"}


def sector(tax_id: str, name: str | None, group: str | None) -> dict[str, Any]:
    return {"RUC": tax_id, "SECTOR": name, "GRUPO ECO.": group}


def referral(code: str, name: str | None, month: str | None = "01/01/2024") -> dict[str, Any]:
    return {"REFERENCIA": name, "LIQUIDACIÓN": code, "EJECUTIVO": "X", "MES": month}


@pytest.mark.parametrize("currency", ["PEN", "USD"])
@pytest.mark.parametrize(
    ("rules", "rate_day", "state", "ask"),
    [
        (CURRENT, "2024-01-15", "exacto", 3.7),
        (CURRENT, "2024-01-14", "arrastrado", 3.7),
        (CURRENT, "2024-01-08", "arrastrado", 3.7),
        (CURRENT, "2024-01-07", "falta", 0.0),
        (CURRENT, "2024-01-16", "falta", 0.0),
        (LEGACY, "2024-01-15", "exacto", 3.7),
        (LEGACY, "2024-01-14", "falta", 0.0),
    ],
)
def test_a_rate_is_carried_up_to_seven_days_by_current_only_e01_e02_e03(
    rules: RuleSet, rate_day: str, state: str, ask: float, currency: str
) -> None:
    row = work_out(document(Moneda=currency), rates=[(rate_day, 3.6, 3.7)], rules=rules).only

    assert (row["TipoCambioEstado"], row["TipoCambioVenta"]) == (state, ask)
    assert row["TipoCambioFecha"] == (date.fromisoformat(rate_day) if ask else None)
    assert row["ColocacionSoles"] == pytest.approx(10000 * (ask if currency == "USD" else 1))


def test_the_latest_of_several_earlier_rates_is_carried() -> None:
    rates = [("2024-01-12", 3.1, 3.2), ("2024-01-13", 3.3, 3.4), ("2024-01-16", 3.5, 3.6)]
    assert work_out(document(Moneda="USD"), rates=rates).only["TipoCambioVenta"] == 3.4


def test_a_repeated_rate_does_not_repeat_rows_e33() -> None:
    assert len(work_out(document(), rates=[("2024-01-15", 3.6, 3.7)] * 2).rows) == 1


@BOTH
@pytest.mark.parametrize(
    ("sectors", "name", "group"),
    [
        ([sector("20990000002", " Agro ", "Grupo A ")], "Agro", "Grupo A"),
        ([sector("20990000002 ", "Agro", "")], "Agro", "PAGADOR DOS"),
        ([sector("20990000002", "", None)], "", "PAGADOR DOS"),
        ([sector("20990000009", "Agro", "Grupo A")], None, "PAGADOR DOS"),
        ([sector("20990000002", "Agro", "A"), sector("20990000002", "Dos", "B")], "Agro", "A"),
        ([sector("20990000002.0", "Agro", "A")], "Agro", "A"),
        ([], None, "PAGADOR DOS"),
        (None, None, "PAGADOR DOS"),
    ],
    ids=["trimmed", "blank group", "blank sector", "unknown payer", "first wins", "number",
         "empty sheet", "not configured"],
)  # fmt: skip
def test_the_sector_of_the_payer_e18(
    sectors: list[dict[str, Any]] | None, name: str | None, group: str, rules: RuleSet
) -> None:
    row = work_out(document(), sectors=sectors, rules=rules).only
    assert (row["Sector"], row["GrupoEco"]) == (name, group)


@BOTH
@pytest.mark.parametrize(
    ("referrals", "referrer"),
    [
        ([referral("LIQ2401000001", "Alias uno ")], "Ana, Perez"),
        ([referral("LIQ2401000001", "Ana Peres")], "Ana, Perez"),
        ([referral("LIQ2401000001", "abcdefghijklmnopqrs")], "abcdefghi##"),
        ([referral("LIQ2401000001", "abcdefghijklmnopqrst")], "abcdefghijklmnopqrst"),
        ([referral("LIQ2401000001", " xyz ")], "xyz"),
        ([referral("LIQ2401000001", "xyz"), referral("LIQ2401000001", "dos")], "abcdefghi##"),
        ([referral("LIQ2401000009", "xyz")], "Ana, Perez"),
        ([referral("LIQ2401000001", "")], "Ana, Perez"),
        ([], "Ana, Perez"),
        (None, "Ana, Perez"),
    ],
    ids=["alias in another case", "misspelt", "ratio 60", "ratio below 60", "unknown",
         "last wins", "other code", "no name", "empty sheet", "not configured"],
)  # fmt: skip
def test_the_referrer_of_a_settlement_e17(
    referrals: list[dict[str, Any]] | None, referrer: str, rules: RuleSet
) -> None:
    row = work_out(document(), referrals=referrals, aliases=ALIASES, rules=rules).only
    assert row["Referencia"] == referrer


@BOTH
def test_a_referral_is_looked_up_by_the_short_code(rules: RuleSet) -> None:
    row = document(CodigoLiquidacion="LIQ9-2021-2")
    assert (
        work_out(row, referrals=[referral("LIQ9-2021", "xyz")], rules=rules).only["Referencia"]
        == "xyz"
    )


@pytest.mark.parametrize(("rules", "referrer"), [(LEGACY, "Ana, Perez"), (CURRENT, "xyz")])
def test_the_code_of_a_referral_is_trimmed_by_current_only(rules: RuleSet, referrer: str) -> None:
    found = work_out(document(), referrals=[referral("LIQ2401000001 ", "xyz")], rules=rules)
    assert found.only["Referencia"] == referrer


def test_the_month_of_a_referral_must_be_a_date_under_the_legacy_rules_only() -> None:
    rows = [referral("LIQ2401000001", "xyz", month="enero")]
    with pytest.raises(BadReferralMonth) as refusal:
        work_out(document(), referrals=rows, rules=LEGACY)
    assert (refusal.value.row, refusal.value.value) == (1, "enero")
    assert work_out(document(), referrals=rows, rules=CURRENT).only["Referencia"] == "xyz"


@BOTH
def test_a_sheet_of_sectors_without_its_columns_is_refused(rules: RuleSet) -> None:
    with pytest.raises(MissingColumns) as refusal:
        work_out(document(), sectors=[{"RUC": "1", "SECTOR": "Agro"}], rules=rules)
    assert (refusal.value.source, refusal.value.missing) == ("sectores", ["GRUPO ECO."])
