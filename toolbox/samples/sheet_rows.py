"""Documents and lookups in the raw form of the published sheets: numbers, ISO days, headers."""

from collections.abc import Iterator
from datetime import date, timedelta

from toolbox.samples.chance import Chance
from toolbox.samples.days import FIRST_DAY
from toolbox.samples.deals import Document, Market, vat
from toolbox.samples.erp_rows import Row
from toolbox.samples.people import ALIASES, EXECUTIVES

SECTORS = (
    "Agro", "Retail", "Minería", "Pesca", "Textil", "Construcción", "Energía", "Salud",
    "Educación", "Transporte", "Alimentos", "Tecnología", "Banca", "Gobierno",
)  # fmt: skip
UNKNOWN_REFERRERS = ("xyz", "Vecino del cliente", "WEB", "Campaña 2023")


def iso(day: date | None) -> str:
    """Return a day as the sheets give it: midnight in Lima as a moment in UTC, "" for none."""
    return f"{day.isoformat()}T05:00:00.000Z" if day else ""


def sheet_row(document: Document, code: str, executive: str) -> Row:
    """Return a document as a row of an out-of-system sheet."""
    return {
        **_terms(document, code),
        **_amounts(document),
        **_outcome(document),
        "EJECUTIVO": executive,
        "TIPO DE OPERACIÓN": document.settlement.operation,
    }


def _terms(document: Document, code: str) -> Row:
    deal = document.settlement
    rate = deal.rate / 10_000
    return {
        "Liquidación": code,
        "N° Factura/ Letra": document.name.replace(" ", ""),
        "Nombre Cliente": deal.client.name,
        "RUC Cliente": int(deal.client.ruc),
        "Nombre Deudor": document.payer.name,
        "RUC DEUDOR": int(document.payer.ruc),
        "TNM Op": rate,
        "TNA Op": round(rate * 12, 6),
        "% Finan": round(document.financed / document.net, 2),
        "Fecha de Op": iso(document.operation_day),
        "F.Pago Confirmada": iso(document.due_day),
        "Días Efect": document.days,
        "Moneda": deal.currency,
    }


def _amounts(document: Document) -> Row:
    fee, interest, sundry = document.fee, document.interest, document.sundry
    return {
        "Neto Confirmado": document.net / 100,
        "% Estructuracion": round(fee / document.net, 4),
        "Comisión de Estructuracion": fee / 100,
        "IGV Comisión": vat(fee) / 100,
        "Comision Con IGV": (fee + vat(fee)) / 100,
        "Fondo Resguardo": document.retained / 100,
        "Neto a Financiar": document.financed / 100,
        "Interés sin IGV": interest / 100,
        "IGV Interés": vat(interest) / 100,
        "Interés con IGV": (interest + vat(interest)) / 100,
        "Contrato": document.contract / 100,
        "Servicio de custodia sin IGV": document.custody / 100,
        "Servicio de cobranza de documentos sin IGV": document.collection / 100,
        "Comisión por envío de carta notarial sin IGV": document.power / 100,
        "Gastos Diversos Sin IGV": sundry / 100,
        "IGV Gastos Diversos": vat(sundry) / 100,
        "Gastos Diversos con IGV": (sundry + vat(sundry)) / 100,
        "Total a ser facturado al desembolso Inc. IGV": document.invoiced / 100,
        "N Factura generada": f"F-{document.number + 1}",
        "Desembolso Neto": document.disbursed / 100,
    }


def _outcome(document: Document) -> Row:
    paid, refund = document.last_payment, document.refund
    return {
        "Fecha de pago": iso(paid.day if paid else None),
        "Estado": "PAGADO" if paid else "VIGENTE",
        "Dias Mora": paid.days_late if paid else "",
        "TNM Moratorio": "",
        "TNA Moratorio": "",
        "Interes Mora - No Afecto IGV": paid.late_interest / 100 if paid else "-",
        "Factura Int Mora": "",
        "Gastos Mora Con IGV": "",
        "Factura Gastos Mora Con IGV": "",
        "Importe a Pagar": document.financed / 100,
        "Import. Recaudado": paid.amount / 100 if paid else "",
        "Excedente Generado a ser devuelto": paid.excess / 100 if paid else 0,
        "Fecha de devolución de excedente": iso(refund.day if refund else None),
        "Total factura Mora": "",
    }


def out_of_system(market: Market, document: Document) -> Row | None:
    """Return the sheet's row of a document that is kept there; two in five are in the ERP too."""
    chance = Chance(market.seed, "out of system", document.number)
    day = document.operation_day
    if not chance.happens(0.03 if day.year < 2023 else 0.005):
        return None
    deal = document.settlement
    own = f"LIQ7{document.number:06d}-{day.year}" + (" ME" if deal.currency == "USD" else "")
    code = deal.code if chance.happens(0.4) else own
    return sheet_row(document, code, sheet_name(chance, deal.executive))


def sheet_name(chance: Chance, executive: str) -> str:
    """Return an executive's name as somebody types it into a sheet."""
    plain = " ".join(executive.replace(",", " ").split())
    return chance.pick((executive.lower(), plain.lower(), plain.title(), executive))


def referral(market: Market, document: Document, code: str) -> Row | None:
    """Return the referral of a settlement that has one."""
    chance = Chance(market.seed, "referral", document.settlement.number)
    if not chance.happens(0.08):
        return None
    draw = chance.unit()
    if draw < 0.6:
        name = chance.pick(tuple(ALIASES))
        name = chance.pick((name, name.lower(), f" {name}", name.title()))
    elif draw < 0.9:
        name = misspelt(chance, chance.pick(EXECUTIVES))
    else:
        name = chance.pick(UNKNOWN_REFERRERS)
    return referral_row(name, code, document)


def referral_row(name: str, code: str, document: Document) -> Row:
    """Return a row of the referrals' sheet."""
    return {
        "REFERENCIA": name,
        "LIQUIDACIÓN": code,
        "EJECUTIVO": document.settlement.executive,
        "MES": f"01/{document.operation_day:%m/%Y}",
    }


def misspelt(chance: Chance, name: str) -> str:
    """Return the name with one or two letters wrong."""
    letters = list(name)
    for _ in range(chance.between(1, 2)):
        letters[chance.below(len(letters))] = chance.pick("aeiorstn")
    return "".join(letters)


def sector_rows(market: Market, payer_number: int) -> Iterator[tuple[str, Row]]:
    """Yield the rows of a payer in the sectors' sheet, each with what is odd about it, or ""."""
    chance = Chance(market.seed, "sector", payer_number)
    odd = payer_number % 50
    if not (chance.happens(0.85) or odd in (3, 5, 7)):
        return
    ruc, sector = market.payer(payer_number).ruc, chance.pick(SECTORS)
    group = "" if chance.happens(0.35) else f"Grupo {1 + chance.below(40)}"
    number: int | str = int(ruc) if chance.happens(0.6) else chance.pick((ruc, f"{ruc} "))
    row = {"RUC": number, "SECTOR": chance.pick((sector, f" {sector} ")), "GRUPO ECO.": group}
    if odd == 5:
        yield "blank group", {**row, "GRUPO ECO.": ""}
    elif odd == 7:
        yield "numeric tax id", {**row, "RUC": int(ruc)}
    else:
        yield "", row
    if odd == 3:
        yield "second row of a payer", {"RUC": ruc, "SECTOR": "OTRO", "GRUPO ECO.": "OTRO"}


def balance_rows(seed: int, until: date) -> Iterator[tuple[str, Row]]:
    """Yield the cash balances day by day, each with what is odd about it, or ""."""
    cash = 900_000_000
    for number in range((until - FIRST_DAY).days + 1):
        chance = Chance(seed, "balance", number)
        cash = max(100_000_000, cash + chance.between(-40_000_000, 40_400_000))
        overnight = cash * chance.between(0, 30) // 100
        row: Row = {
            "FechaOperacion": f"{FIRST_DAY + timedelta(days=number):%d/%m/%Y}",
            "EvolucionCaja": thousands(cash),
            "CostoExcesoCaja": thousands(cash // 9000),
            "IngresoNoRecibidoPorExcesoCaja": thousands(cash // 4000),
            "MontoOvernight": thousands(overnight) if overnight else "-",
            "IngresosOvernightNeto": thousands(overnight // 12_000) if overnight else "",
            "SaldoTotalCaja": thousands(cash + overnight),
        }
        yield _odd_balance(number % 800, row, cash)


def _odd_balance(place: int, row: Row, cash: int) -> tuple[str, Row]:
    match place:
        case 100:
            return "a number instead of text", {**row, "EvolucionCaja": cash // 100}
        case 101:
            return "not a number", {**row, "CostoExcesoCaja": "NaN"}
        case 102:
            return "an impossible day", {**row, "FechaOperacion": "31/02/2020"}
        case _:
            return "", row


def thousands(cents: int) -> str:
    """Return cents as text with thousands separators."""
    return f"{cents // 100:,}.{cents % 100:02d}"
