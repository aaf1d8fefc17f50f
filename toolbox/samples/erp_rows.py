"""Documents in the raw form of the ERP: every value a text, days as dd/mm/yyyy."""

from datetime import date
from typing import Any

from toolbox.samples.chance import Chance
from toolbox.samples.deals import Document, vat
from toolbox.samples.payments import TOTAL

Row = dict[str, Any]

STATES = ("DESEMBOLSADO", "DESEMBOLSADO", "DESEMBOLSADO", "CANCELADO", "APROBADO")
REMARKS = ("", "", "", "", "Cliente pide aviso antes de cobrar", "Documento enviado por courier")


def text_of(cents: int) -> str:
    """Return cents as decimal text."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def day_text(day: date | None) -> str:
    """Return a day as the ERP writes it, "-" for none."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}" if day else "-"


def rate_text(document: Document) -> str:
    """Return the monthly rate in percent, or as the fraction that some rows have instead."""
    if document.rate_as_fraction:
        return f"{document.settlement.rate / 10_000:.6f}".rstrip("0")
    return f"{document.settlement.rate / 100:.2f}".rstrip("0").rstrip(".")


def placement_row(seed: int, document: Document) -> Row:
    """Return the row of report 2: with advances, without the detail of payments."""
    chance = Chance(seed, "row", document.number)
    return {
        **_parties(chance, document),
        **_terms(chance, document),
        **_charges(document),
        **_outcome(document),
    }


def _parties(chance: Chance, document: Document) -> Row:
    deal = document.settlement
    return {
        "CodigoLiquidacion": deal.code,
        "CodigoSolicitud": deal.application,
        "RUCCliente": deal.client.ruc,
        "RazonSocialCliente": deal.client.name,
        "RUCPagador": document.payer.ruc,
        "RazonSocialPagador": document.payer.name,
        "Moneda": deal.currency,
        "DeudaAnterior": text_of(document.debt) if document.debt else chance.pick(("", "-", "0")),
        "ObservacionLiquidacion": chance.pick(REMARKS),
        "ObservacionSolicitud": None if chance.happens(0.3) else "",
    }


def _terms(chance: Chance, document: Document) -> Row:
    operation, paid = document.settlement.operation, document.last_payment
    return {
        "FlagPagoInteresConfirming": "Sí" if operation == "CONFIRMING" else "",
        "TipoOperacion": operation,
        "Estado": "CANCELADO" if paid and paid.kind == TOTAL else chance.pick(STATES),
        "NroDocumento": document.name,
        "TasaNominalMensualPorc": rate_text(document),
        "FinanciamientoPorc": str(round(100 * document.financed / document.net)),
        "FechaConfirmado": day_text(document.due_day),
        "FechaOperacion": day_text(document.operation_day),
        "DiasEfectivo": str(document.days),
        "NetoConfirmado": text_of(document.net),
        "FondoResguardo": text_of(document.retained),
    }


def _charges(document: Document) -> Row:
    fee, interest, sundry = document.fee, document.interest, document.sundry
    return {
        "MontoComisionEstructuracion": text_of(fee),
        "ComisionEstructuracionIGV": text_of(vat(fee)),
        "ComisionEstructuracionConIGV": text_of(fee + vat(fee)),
        "MontoCobrar": text_of(document.financed),
        "Interes": text_of(interest),
        "InteresConIGV": text_of(interest + vat(interest)),
        "GastosContrato": text_of(document.contract),
        "GastoVigenciaPoder": text_of(document.power),
        "ServicioCobranza": text_of(document.collection),
        "ServicioCustodia": text_of(document.custody),
        "GastosDiversosIGV": text_of(vat(sundry)),
        "GastosDiversosConIGV": text_of(sundry + vat(sundry)),
        "MontoTotalFacturado": text_of(document.invoiced),
        "MontoDesembolso": text_of(document.disbursed),
        "FacturasGeneradas": f"F010-{document.number % 100_000:05d}",
    }


def _outcome(document: Document) -> Row:
    deal, paid, refund = document.settlement, document.last_payment, document.refund
    return {
        "Ejecutivo": deal.executive,
        "FechaPago": day_text(paid.day if paid else None),
        "MontoPago": text_of(sum(payment.amount for payment in document.payments)),
        "ExcesoPago": text_of(paid.excess) if paid else "0",
        "FechaDesembolso": day_text(refund.day) if refund else "",
        "MontoDevolucion": text_of(refund.amount) if refund else "0",
        "EstadoDevolucion": str(refund.state) if refund else "",
        "Anticipo": "Sí" if deal.advance else "No",
        "TramoAnticipo": "Primer tramo" if deal.advance else "",
    }


def accumulated_row(row: Row, document: Document) -> Row:
    """Return the row of report 0: the row of report 2 and the detail of the last payment."""
    paid = document.last_payment
    return {
        **row,
        "TipoOperacionDetalle": "",
        "FechaInteresConfirming": "-",
        "FechaPagoCreacion": day_text(paid.day if paid else None),
        "FechaPagoModificacion": "No Aplica" if paid is None else day_text(paid.day),
        "DiasMora": str(paid.days_late) if paid else "-",
        "MontoCobrarPago": text_of(document.financed) if paid else "",
        "InteresPago": text_of(paid.late_interest) if paid else "",
        "GastosPago": "0" if paid else "",
        "SaldoDeuda": text_of(paid.outstanding) if paid else "",
        "DescuentoDevolucion": "0",
        "TipoPago": paid.kind if paid else "",
        "FacturasMoraGeneradas": "",
        "ObservacionPago": None,
        "ObservacionDevolucion": "",
    }
