"""What is kept beside the settlements: referrals, guarantee funds and the invoices issued."""

from collections.abc import Iterator

from toolbox.samples.chance import Chance
from toolbox.samples.deals import Document, Market, vat
from toolbox.samples.erp_rows import Row, day_text
from toolbox.samples.sheet_cases import referral_case_of
from toolbox.samples.sheet_rows import referral, referral_row, thousands

CRECER, PROMOTIONAL = "fondo-crecer", "fondo-promocional"
GUARANTEES = (50, 60, 75, 80)


def short_code(code: str) -> str:
    """Return a settlement code without the suffixes from its third part on."""
    return "-".join(code.strip().split("-")[:2])


def referrals_of(market: Market, document: Document) -> Iterator[tuple[str, str, Row]]:
    """Yield the referrals of a document's settlement with the case that each shows, or ""."""
    row = referral(market, document, short_code(document.settlement.code))
    if row is None:
        return
    yield "", "", row
    if Chance(market.seed, "second referral", document.number).happens(0.02):
        yield "E17", "two referrals of one settlement", row


def planted_referrals(document: Document) -> Iterator[tuple[str, str, Row]]:
    """Yield the referrals of the case that is planted at a document, if one is."""
    case = referral_case_of(document.number)
    if case is None:
        return
    for name in case.names:
        row = referral_row(name, short_code(document.settlement.code), document)
        yield case.number, case.label, row


def fund_rows(seed: int, document: Document) -> Iterator[tuple[str, str, Row]]:
    """Yield the funds that stand behind a settlement: source, what is odd or "", and the row."""
    chance = Chance(seed, "fund", document.settlement.number)
    draw, code = chance.unit(), document.settlement.code
    both = "in both funds" if draw < 0.003 else ""
    if draw < 0.04:
        percent = chance.pick(GUARANTEES)
        fraction = chance.happens(0.05)
        text = f"{percent / 100}" if fraction else f"{percent}%"
        label = "guarantee as a fraction" if fraction else both
        yield CRECER, label, {"LIQUIDACION": code, "GARANTIA": text}
    if draw < 0.003 or 0.04 <= draw < 0.057:
        yield PROMOTIONAL, both, {"LIQUIDACION": f"{code} ", "OBSERVACION": ""}


def invoice_row(seed: int, document: Document) -> Row:
    """Return the company's own invoice for a document's charges; now and then a credit note."""
    deal = document.settlement
    credited = Chance(seed, "invoice", document.number).happens(0.02)
    taxed = document.fee + document.interest + document.sundry
    return {
        "FECHA": day_text(document.operation_day),
        "TIPO": "Nota de crédito" if credited else "Factura",
        "COMPROBANTE": f"F010-{document.number % 100_000:05d}",
        "RUC": int(deal.client.ruc),
        "CLIENTE": deal.client.name,
        "MONEDA": deal.currency,
        "GRAVADO": thousands(taxed),
        "NO GRAVADO": "-",
        "IGV": thousands(vat(taxed)),
    }
