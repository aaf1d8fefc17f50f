"""What the console is told about the tables of receivables."""

from datetime import time

from background import DailyBy, Dataset
from toolbox.rates.zone import LIMA
from toolbox.receivables.models import Collection, Receivable, Refund

PROMISE = DailyBy(time(9), LIMA)
"""The first refresh of the day begins at eight."""

RECEIVABLES = Dataset(
    name="CXCAcumuladoDim",
    title="Receivables",
    description="One row per financed document: what is owed on it, since when, and its state.",
    model=Receivable,
    key=("CodigoLiquidacion", "NroDocumento"),
    measures=("NetoConfirmado", "SaldoTotal", "SaldoTotalPen"),
    filters=(
        "IdLiquidacionCab",
        "CodigoLiquidacion",
        "FechaConfirmado",
        "FechaOperacion",
        "EstadoReal",
        "TipoPagoReal",
        "Moneda",
        "RUCCliente",
        "RUCPagador",
        "Ejecutivo",
        "TipoOperacion",
        "Sector",
        "GrupoEco",
        "FueraSistema",
    ),
    columns=(
        "CodigoLiquidacion",
        "NroDocumento",
        "FechaConfirmado",
        "RazonSocialCliente",
        "RazonSocialPagador",
        "Ejecutivo",
        "Moneda",
        "NetoConfirmado",
        "SaldoTotal",
        "SaldoTotalPen",
        "EstadoReal",
        "TipoPagoReal",
        "Sector",
        "GrupoEco",
        "FueraSistema",
    ),
    currency="Moneda",
    volatile=("IdLiquidacionCab", "IdLiquidacionDet", "SaldoTotalPen"),
    promise=PROMISE,
)
"""Identifiers may be numbered anew, and soles move with the dollar: neither changes a document."""

COLLECTIONS = Dataset(
    name="CXCPagosFact",
    title="Payments received",
    description="One row per payment on a document; amounts in the currency of the document.",
    model=Collection,
    key=("IdLiquidacionPago",),
    volatile=("IdLiquidacionDet",),
    measures=("MontoPago", "InteresPago", "GastosPago", "ExcesoPago"),
    filters=("IdLiquidacionDet", "FechaPago", "TipoPago"),
    promise=PROMISE,
)

REFUNDS = Dataset(
    name="CXCDevFact",
    title="Refunds",
    description="One row per return of retention fund or excess; amounts as the document's.",
    model=Refund,
    key=("IdLiquidacionDevolucion",),
    volatile=("IdLiquidacionDet",),
    measures=("MontoDevolucion", "DescuentoDevolucion"),
    filters=("IdLiquidacionDet", "FechaDesembolso", "EstadoDevolucion"),
    promise=PROMISE,
)
