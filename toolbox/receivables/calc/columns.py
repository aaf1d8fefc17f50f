"""The columns of the three services and of the three tables, each named once."""

IDS = ("IdLiquidacionCab", "IdLiquidacionDet")

TEXTS = {
    "CodigoLiquidacion": 20, "RUCCliente": 11, "RazonSocialCliente": 200, "RUCPagador": 11,
    "RazonSocialPagador": 200, "Moneda": 3, "TipoOperacion": 100, "Estado": 100,
    "NroDocumento": 50, "Ejecutivo": 200,
}  # fmt: skip
"""Texts that may neither be missing nor blank, with the length of their column."""

BLANK_TEXTS = {"CodigoSolicitud": 20, "FlagPagoInteresConfirming": 20, "TipoOperacionDetalle": 200}
"""Texts that may be blank, not null."""

OPTIONAL_TEXTS = {"FacturasGeneradas": 50}
LONG_TEXTS = ("ObservacionLiquidacion", "ObservacionSolicitud")
"""Texts without a limit: a long remark does not keep its document out of the table."""

DATES = ("FechaConfirmado", "FechaOperacion")
OPTIONAL_DATES = ("FechaInteresConfirming",)

FINE_NUMBERS = (
    "TasaNominalMensualPorc", "FinanciamientoPorc", "ComisionEstructuracionPorc",
    "ComisionEstructuracionIGV", "InteresIGV", "GastosDiversosIGV",
)  # fmt: skip
"""Percentages and taxes: six decimals."""

AMOUNTS = (
    "DeudaAnterior", "NetoConfirmado", "FondoResguardo", "MontoComisionEstructuracion",
    "ComisionEstructuracionConIGV", "MontoCobrar", "Interes", "InteresConIGV", "GastosContrato",
    "GastoVigenciaPoder", "ServicioCobranza", "ServicioCustodia", "GastosDiversos",
    "GastosDiversosConIGV", "MontoTotalFacturado", "MontoDesembolso",
)  # fmt: skip
"""Amounts in the currency of the row: two decimals. Unreadable counts as zero."""

NUMBERS = (*FINE_NUMBERS, *AMOUNTS, "DiasEfectivo")

DOCUMENT_COLUMNS = (
    "IdLiquidacionCab", "IdLiquidacionDet", "CodigoLiquidacion", "CodigoSolicitud", "RUCCliente",
    "RazonSocialCliente", "RUCPagador", "RazonSocialPagador", "Moneda", "DeudaAnterior",
    "ObservacionLiquidacion", "ObservacionSolicitud", "FlagPagoInteresConfirming",
    "FechaInteresConfirming", "TipoOperacion", "TipoOperacionDetalle", "Estado", "NroDocumento",
    "TasaNominalMensualPorc", "FinanciamientoPorc", "FechaConfirmado", "FechaOperacion",
    "DiasEfectivo", "NetoConfirmado", "FondoResguardo", "ComisionEstructuracionPorc",
    "MontoComisionEstructuracion", "ComisionEstructuracionIGV", "ComisionEstructuracionConIGV",
    "FacturasGeneradas", "MontoCobrar", "Interes", "InteresIGV", "InteresConIGV",
    "GastosContrato", "GastoVigenciaPoder", "ServicioCobranza", "ServicioCustodia",
    "GastosDiversos", "GastosDiversosIGV", "GastosDiversosConIGV", "MontoTotalFacturado",
    "MontoDesembolso", "Ejecutivo",
)  # fmt: skip
"""Header and detail, as the service gives them."""

DOCUMENT_KEY = ("CodigoLiquidacion", "NroDocumento")
"""What a document is known by."""

DOCUMENT_MINIMUM = (*IDS, *TEXTS, *DATES, "NetoConfirmado")
"""Columns without which the documents cannot be used at all."""

BALANCES = ("SaldoTotal", "SaldoTotalPen")
STATES = ("TipoPagoReal", "EstadoCuenta", "EstadoReal", "Sector", "GrupoEco")
EXTENSION = (
    "Mes", "Año", "MesAño", "MesSemana", "TipoCambioFecha", "TipoCambioCompra",
    "TipoCambioVenta", "ColocacionSoles", "MontoDesembolsoSoles", "Ingresos", "IngresosSoles",
    "CostosFondo", "TotalIngresos", "CostosFondoSoles", "TotalIngresosSoles", "Utilidad",
    "FueraSistema", "Referencia",
)  # fmt: skip
"""Columns that the legacy rules leave null."""

EXTENSION_AMOUNTS = (
    "ColocacionSoles", "MontoDesembolsoSoles", "Ingresos", "IngresosSoles", "CostosFondo",
    "TotalIngresos", "CostosFondoSoles", "TotalIngresosSoles", "Utilidad",
)  # fmt: skip
RATES = ("TipoCambioCompra", "TipoCambioVenta")

DIMENSION = (*DOCUMENT_COLUMNS, *BALANCES, *STATES, *EXTENSION)
"""CXCAcumuladoDim, in order."""

PAYMENT_AMOUNTS = (
    "MontoCobrarPago", "MontoPago", "InteresPago", "GastosPago", "SaldoDeuda", "ExcesoPago",
)  # fmt: skip
"""Must be numbers."""

PAYMENTS = (
    "IdLiquidacionPago", "IdLiquidacionDet", "FechaPago", "DiasMora", "MontoCobrarPago",
    "MontoPago", "ObservacionPago", "InteresPago", "GastosPago", "TipoPago", "SaldoDeuda",
    "ExcesoPago", "FechaPagoCreacion", "FechaPagoModificacion",
)  # fmt: skip
"""CXCPagosFact, in order; also what the service gives."""

PAYMENT_KEY = ("IdLiquidacionPago",)
PAYMENT_KIND_LIMIT = 50

REFUND_AMOUNTS = ("MontoDevolucion", "DescuentoDevolucion")
REFUNDS = (
    "IdLiquidacionDevolucion", "IdLiquidacionDet", "FechaDesembolso", "MontoDevolucion",
    "DescuentoDevolucion", "EstadoDevolucion", "ObservacionDevolucion",
)  # fmt: skip
"""CXCDevFact, in order; also what the service gives."""

REFUND_KEY = ("IdLiquidacionDevolucion",)

PLACES = {
    **dict.fromkeys((*AMOUNTS, *BALANCES, *EXTENSION_AMOUNTS), 2),
    **dict.fromkeys((*PAYMENT_AMOUNTS, *REFUND_AMOUNTS), 2),
    **dict.fromkeys((*FINE_NUMBERS, *RATES), 6),
}
"""Decimals of every amount in the tables."""
