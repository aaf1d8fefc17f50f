"""The terms of funds and commissions as the lists have them; else what they always were."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from toolbox.placements.calc.rules import Rules
from toolbox.reports.calc.terms import CommissionTerms, FundTerms
from toolbox.sources import FixedLists

FUNDS = {"costo_fondo_crecer": "crecer", "costo_fondo_promocional": "promotional"}
COMMISSIONS = {
    "comision_nuevo_propio": "own_new",
    "comision_nuevo_referido": "referred_new",
    "comision_lista_anterior": "earlier",
    "comision_recurrente": "recurrent",
}


def fund_terms(lists: FixedLists, rules: Rules) -> FundTerms:
    """Return the prices of the guarantee funds; the legacy rules know only their own."""
    return FundTerms(**_kept(lists.tasas, FUNDS, rules))


def commission_terms(lists: FixedLists, rules: Rules) -> CommissionTerms:
    """Return the shares of the profit, and the executives that the lists name."""
    return CommissionTerms(
        external=lists.ejecutivos_externos,
        special=frozenset(lists.ejecutivos_especiales),
        **_kept(lists.tasas, COMMISSIONS, rules),
    )


def _kept(rates: Mapping[str, Decimal], names: Mapping[str, str], rules: Rules) -> dict[str, Any]:
    if rules is Rules.LEGACY:
        return {}
    found = {field: float(rates[name]) for name, field in names.items() if name in rates}
    return found | ({"vat": 1 + float(rates["igv"])} if "igv" in rates else {})
