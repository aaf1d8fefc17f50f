"""The *informe*: the columns of the report that people downloaded before, in their order."""

from background import Layout

ACCUMULATED = (
    "CodigoLiquidacion", "CodigoSolicitud", "RUCCliente", "RazonSocialCliente", "RUCPagador",
    "RazonSocialPagador", "Moneda", "DeudaAnterior", "ObservacionLiquidacion",
    "ObservacionSolicitud", "FlagPagoInteresConfirming", "FechaInteresConfirming", "TipoOperacion",
    "TipoOperacionDetalle", "Estado", "NroDocumento", "TasaNominalMensualPorc",
    "FinanciamientoPorc", "FechaConfirmado", "FechaOperacion", "DiasEfectivo", "NetoConfirmado",
    "FondoResguardo", "MontoComisionEstructuracion", "ComisionEstructuracionIGV",
    "ComisionEstructuracionConIGV", "MontoCobrar", "Interes", "InteresConIGV", "GastosContrato",
    "GastoVigenciaPoder", "ServicioCobranza", "ServicioCustodia", "GastosDiversosIGV",
    "GastosDiversosConIGV", "MontoTotalFacturado", "MontoDesembolso", "FacturasGeneradas",
    "Ejecutivo", "FechaPago", "FechaPagoCreacion", "FechaPagoModificacion", "DiasMora",
    "MontoCobrarPago", "MontoPago", "FacturasMoraGeneradas", "InteresPago", "GastosPago",
    "TipoPago", "SaldoDeuda", "ExcesoPago", "ObservacionPago", "FechaDesembolso",
    "MontoDevolucion", "DescuentoDevolucion", "EstadoDevolucion", "ObservacionDevolucion",
    "Anticipo", "TramoAnticipo", "FueraSistema", "GastosDiversosSinIGV", "Total factura Mora",
    "Mes", "Año", "MesAño", "Sector", "GrupoEco", "Referencia", "TipoCambioFecha",
    "TipoCambioCompra", "TipoCambioVenta", "ColocacionSoles", "MontoDesembolsoSoles", "Ingresos",
    "IngresosSoles", "MesSemana", "CostosFondo", "TotalIngresos", "CostosFondoSoles",
    "TotalIngresosSoles", "MontoPagoSoles", "Utilidad",
)  # fmt: skip
"""No source and no table has `Total factura Mora`; readers count on its place."""
ONLY_ACCUMULATED = frozenset(
    {
        "TipoOperacionDetalle",
        "FechaPagoCreacion",
        "FechaPagoModificacion",
        "FacturasMoraGeneradas",
    }
)
PLAIN = tuple(name for name in ACCUMULATED if name not in ONLY_ACCUMULATED)


def informe(columns: tuple[str, ...]) -> Layout:
    """Return the layout with these columns, on the sheet that spreadsheets outside refer to."""
    return Layout("informe", "Report (informe)", columns, sheet="Sheet1")
