"""The columns of the report, of the sheets and of the table, each named once."""

import unicodedata

REQUIRED_TEXTS = (
    "CodigoLiquidacion", "RUCCliente", "RazonSocialCliente", "RUCPagador", "RazonSocialPagador",
    "Moneda", "TipoOperacion", "Estado", "Ejecutivo",
)  # fmt: skip
PLAIN_TEXTS = ("NroDocumento", "FacturasGeneradas")
OPTIONAL_TEXTS = (
    "CodigoSolicitud", "ObservacionLiquidacion", "ObservacionSolicitud",
    "FlagPagoInteresConfirming", "EstadoDevolucion", "Anticipo", "TramoAnticipo",
)  # fmt: skip
LONG_TEXTS = ("ObservacionLiquidacion", "ObservacionSolicitud")

LENIENT_NUMBERS = (
    "NetoConfirmado", "MontoDesembolso", "MontoPago", "ComisionEstructuracionConIGV", "Interes",
    "GastosDiversosConIGV", "DiasEfectivo", "TasaNominalMensualPorc",
)  # fmt: skip
"""Blank or unreadable counts as zero."""

OPTIONAL_NUMBERS = (
    "DeudaAnterior", "MontoComisionEstructuracion", "ComisionEstructuracionIGV", "GastosContrato",
    "GastoVigenciaPoder", "ServicioCobranza", "ServicioCustodia", "ExcesoPago", "MontoDevolucion",
)  # fmt: skip
"""Blank or a dash counts as zero; anything else must be a number."""

REQUIRED_NUMBERS = (
    "FinanciamientoPorc", "FondoResguardo", "MontoCobrar", "InteresConIGV", "GastosDiversosIGV",
    "MontoTotalFacturado",
)  # fmt: skip
"""Must be a number."""

DATES = ("FechaConfirmado", "FechaOperacion", "FechaPago", "FechaDesembolso")

TEXTS = REQUIRED_TEXTS + PLAIN_TEXTS + OPTIONAL_TEXTS
NUMBERS = LENIENT_NUMBERS + OPTIONAL_NUMBERS + REQUIRED_NUMBERS

REPORT_MINIMUM = (
    "Ejecutivo", "FechaOperacion", "NetoConfirmado", "Moneda", "MontoDesembolso", "DiasEfectivo",
    "ComisionEstructuracionConIGV", "Interes", "GastosDiversosConIGV", "RUCCliente", "RUCPagador",
    "RazonSocialPagador", "CodigoLiquidacion", "NroDocumento",
)  # fmt: skip
"""Columns without which the report cannot be used at all."""

SHEET_HEADERS = {
    "Liquidación": "CodigoLiquidacion",
    "N° Factura/ Letra": "NroDocumento",
    "Nombre Cliente": "RazonSocialCliente",
    "RUC Cliente": "RUCCliente",
    "Nombre Deudor": "RazonSocialPagador",
    "RUC DEUDOR": "RUCPagador",
    "TNM Op": "TasaNominalMensualPorc",
    "% Finan": "FinanciamientoPorc",
    "Fecha de Op": "FechaOperacion",
    "F.Pago Confirmada": "FechaConfirmado",
    "Días Efect": "DiasEfectivo",
    "Moneda": "Moneda",
    "Neto Confirmado": "NetoConfirmado",
    "Comisión de Estructuracion": "MontoComisionEstructuracion",
    "IGV Comisión": "ComisionEstructuracionIGV",
    "Comision Con IGV": "ComisionEstructuracionConIGV",
    "Fondo Resguardo": "FondoResguardo",
    "Neto a Financiar": "MontoCobrar",
    "Interés sin IGV": "Interes",
    "Interés con IGV": "InteresConIGV",
    "Contrato": "GastosContrato",
    "Servicio de custodia sin IGV": "ServicioCustodia",
    "Servicio de cobranza de documentos sin IGV": "ServicioCobranza",
    "Comisión por envío de carta notarial sin IGV": "GastoVigenciaPoder",
    "IGV Gastos Diversos": "GastosDiversosIGV",
    "Gastos Diversos con IGV": "GastosDiversosConIGV",
    "Total a ser facturado al desembolso Inc. IGV": "MontoTotalFacturado",
    "N Factura generada": "FacturasGeneradas",
    "Desembolso Neto": "MontoDesembolso",
    "Fecha de pago": "FechaPago",
    "Estado": "Estado",
    "Import. Recaudado": "MontoPago",
    "Excedente Generado a ser devuelto": "ExcesoPago",
    "Fecha de devolución de excedente": "FechaDesembolso",
    "EJECUTIVO": "Ejecutivo",
    "TIPO DE OPERACIÓN": "TipoOperacion",
}
"""Header cell of an out-of-system sheet -> our column; other cells are not used."""

COMPUTED_NUMBERS = (
    "MontoNegociado", "MontoNegociadoSoles", "MontoPagoSoles", "TipoCambioCompra",
    "TipoCambioVenta", "ColocacionSoles", "MontoDesembolsoSoles", "Ingresos", "IngresosSoles",
    "CostosFondo", "TotalIngresos", "CostosFondoSoles", "TotalIngresosSoles", "Utilidad",
)  # fmt: skip

TABLE_COLUMNS = (
    "CodigoLiquidacion", "CodigoSolicitud", "RUCCliente", "RazonSocialCliente", "RUCPagador",
    "RazonSocialPagador", "Moneda", "DeudaAnterior", "ObservacionLiquidacion",
    "ObservacionSolicitud", "FlagPagoInteresConfirming", "TipoOperacion", "Estado", "NroDocumento",
    "TasaNominalMensualPorc", "FinanciamientoPorc", "FechaConfirmado", "FechaOperacion",
    "DiasEfectivo", "NetoConfirmado", "FondoResguardo", "MontoNegociado", "MontoNegociadoSoles",
    "MontoComisionEstructuracion", "ComisionEstructuracionIGV", "ComisionEstructuracionConIGV",
    "MontoCobrar", "Interes", "InteresConIGV", "GastosContrato", "GastoVigenciaPoder",
    "ServicioCobranza", "ServicioCustodia", "GastosDiversosIGV", "GastosDiversosConIGV",
    "MontoTotalFacturado", "MontoDesembolso", "FacturasGeneradas", "Ejecutivo", "Referencia",
    "FechaPago", "MontoPago", "MontoPagoSoles", "ExcesoPago", "FechaDesembolso", "MontoDevolucion",
    "EstadoDevolucion", "Anticipo", "TramoAnticipo", "Mes", "Año", "MesAño", "TipoCambioFecha",
    "TipoCambioCompra", "TipoCambioVenta", "ColocacionSoles", "MontoDesembolsoSoles", "Ingresos",
    "IngresosSoles", "MesSemana", "CostosFondo", "TotalIngresos", "CostosFondoSoles",
    "TotalIngresosSoles", "Utilidad", "Sector", "GrupoEco", "FueraSistema", "TipoCambioEstado",
)  # fmt: skip
"""The published table, in order. `TipoCambioEstado` is ours: exacto, arrastrado or falta."""

AMOUNTS = tuple(
    name for name in TABLE_COLUMNS if name in NUMBERS + COMPUTED_NUMBERS and name != "DiasEfectivo"
)
"""Every DECIMAL column of the table."""


def header_key(header: str) -> str:
    """Return a header cell as it is compared: no accents, no case, single blanks."""
    plain = unicodedata.normalize("NFKD", header)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())
