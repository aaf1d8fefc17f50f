"""The terms of funds and commissions as the lists have them; else what they always were."""

from dataclasses import replace

from toolbox.dated import kept
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


VAT = {"igv": "vat"}


def fund_terms(lists: FixedLists, rules: Rules) -> FundTerms:
    """Return the prices of the guarantee funds; the legacy rules know only their own."""
    if rules is Rules.LEGACY:
        return FundTerms()
    usual = {field: getattr(FundTerms(), field) for field in (*FUNDS.values(), *VAT.values())}
    rates, dated = lists.tasas, lists.tasas_por_dia
    return FundTerms(**kept(FUNDS, usual, rates, dated), **kept(VAT, usual, rates, dated, plus=1))


def commission_terms(lists: FixedLists, rules: Rules) -> CommissionTerms:
    """Return the shares of the profit, and the executives that the lists name."""
    own = CommissionTerms(
        external=lists.ejecutivos_externos, special=frozenset(lists.ejecutivos_especiales)
    )
    if rules is Rules.LEGACY:
        return own
    shares = {
        field: float(lists.tasas[name])
        for name, field in COMMISSIONS.items()
        if name in lists.tasas
    }
    vat = kept(VAT, {"vat": own.vat}, lists.tasas, lists.tasas_por_dia, plus=1)
    return replace(own, **shares, **vat)  # type: ignore[arg-type]
