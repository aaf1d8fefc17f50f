"""Documents, payments and refunds in the raw form of the receivables' services."""

from collections.abc import Iterator
from datetime import date

from toolbox.samples.deals import Document, vat
from toolbox.samples.erp_rows import Row

DETAIL_FROM = 1000

SHARED = (
    "CodigoLiquidacion", "CodigoSolicitud", "RUCCliente", "RazonSocialCliente", "RUCPagador",
    "RazonSocialPagador", "Moneda", "DeudaAnterior", "ObservacionLiquidacion",
    "ObservacionSolicitud", "FlagPagoInteresConfirming", "TipoOperacion", "Estado",
    "NroDocumento", "TasaNominalMensualPorc", "FinanciamientoPorc", "NetoConfirmado",
    "FondoResguardo", "MontoComisionEstructuracion", "ComisionEstructuracionIGV",
    "ComisionEstructuracionConIGV", "MontoCobrar", "Interes", "InteresConIGV", "GastosContrato",
    "GastoVigenciaPoder", "ServicioCobranza", "ServicioCustodia", "GastosDiversosIGV",
    "GastosDiversosConIGV", "MontoTotalFacturado", "MontoDesembolso", "Ejecutivo",
)  # fmt: skip
"""The columns that the header and detail service shares with report 2."""


def settlement_row(row: Row, document: Document) -> Row:
    """Return the header and detail of a document, from its unchanged row of report 2."""
    return {
        "IdLiquidacionCab": document.settlement.number + 1,
        "IdLiquidacionDet": DETAIL_FROM + document.number,
        **{name: row[name] for name in SHARED},
        "FechaInteresConfirming": None,
        "TipoOperacionDetalle": "",
        "FechaConfirmado": f"{document.due_day:%d/%m/%Y}",
        "FechaOperacion": document.operation_day.isoformat(),
        "DiasEfectivo": document.days,
        "ComisionEstructuracionPorc": round(100 * document.fee / document.net, 4),
        "FacturasGeneradas": row["FacturasGeneradas"] if document.number % 5 else None,
        "InteresIGV": f"{vat(document.interest) / 100:.2f}",
        "GastosDiversos": f"{document.sundry / 100:.2f}" if document.number % 40 else "0E-17",
    }


def payment_rows(document: Document) -> Iterator[Row]:
    """Yield the payments of a document."""
    for place, payment in enumerate(document.payments):
        yield payment_row(document, place, payment.day, _kind(document, payment.kind)) | {
            "DiasMora": payment.days_late,
            "MontoPago": payment.amount / 100,
            "InteresPago": payment.late_interest / 100,
            "SaldoDeuda": payment.outstanding / 100,
            "ExcesoPago": payment.excess / 100,
        }


def payment_row(document: Document, place: int, day: date, kind: str | None) -> Row:
    """Return a payment of nothing at all: what is paid goes on top."""
    return {
        "IdLiquidacionPago": 4 * document.number + place,
        "IdLiquidacionDet": DETAIL_FROM + document.number,
        "FechaPago": day.isoformat(),
        "DiasMora": (day - document.due_day).days,
        "MontoCobrarPago": document.financed / 100,
        "MontoPago": 0,
        "InteresPago": 0,
        "GastosPago": 0,
        "SaldoDeuda": 0,
        "ExcesoPago": 0,
        "ObservacionPago": "",
        "TipoPago": kind,
        "FechaPagoCreacion": _moment(day, 9),
        "FechaPagoModificacion": _moment(day, 16) if document.number % 6 else None,
    }


def refund_rows(document: Document) -> Iterator[Row]:
    """Yield the refund of a document, if there is one."""
    if document.refund is None:
        return
    yield {
        "IdLiquidacionDevolucion": document.number,
        "IdLiquidacionDet": DETAIL_FROM + document.number,
        "FechaDesembolso": f"{document.refund.day:%d-%m-%Y}",
        "MontoDevolucion": document.refund.amount / 100,
        "DescuentoDevolucion": 0,
        "EstadoDevolucion": document.refund.state,
        "ObservacionDevolucion": None if document.number % 3 else "",
    }


def _kind(document: Document, kind: str) -> str | None:
    """The service leaves the kind of a payment blank or out now and then."""
    return {11: "", 12: None}.get(document.number % 400, kind)


def _moment(day: date, hour: int) -> str:
    return f"{day.isoformat()}T{hour:02d}:15:00"
