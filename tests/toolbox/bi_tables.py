"""The tables that Power BI reads, as the description of the domain has them: section 3.

A column is a name and a kind: Tn a text of n characters, L one without limit, I a whole number,
D a day, M an amount with two decimals, F one with six, S a moment; "?" where it may be null.
"""

KPI = """
CodigoLiquidacion T, CodigoSolicitud T?, RUCCliente T, RazonSocialCliente T, RUCPagador T,
RazonSocialPagador T, Moneda T, DeudaAnterior F, ObservacionLiquidacion L?, ObservacionSolicitud L?,
FlagPagoInteresConfirming T?, TipoOperacion T, Estado T, NroDocumento T, TasaNominalMensualPorc F,
FinanciamientoPorc F, FechaConfirmado D?, FechaOperacion D, DiasEfectivo I, NetoConfirmado F,
FondoResguardo F, MontoNegociado F, MontoNegociadoSoles F?, MontoComisionEstructuracion F,
ComisionEstructuracionIGV F, ComisionEstructuracionConIGV F, MontoCobrar F, Interes F,
InteresConIGV F, GastosContrato F, GastoVigenciaPoder F, ServicioCobranza F, ServicioCustodia F,
GastosDiversosIGV F, GastosDiversosConIGV F, MontoTotalFacturado F, MontoDesembolso F,
FacturasGeneradas T, Ejecutivo T, Referencia T?, FechaPago D?, MontoPago F, MontoPagoSoles F,
ExcesoPago F, FechaDesembolso D?, MontoDevolucion F, EstadoDevolucion T?, Anticipo T?,
TramoAnticipo T?, Mes T, Año T, MesAño T, TipoCambioFecha D?, TipoCambioCompra F?,
TipoCambioVenta F?, ColocacionSoles F, MontoDesembolsoSoles F, Ingresos F, IngresosSoles F,
MesSemana T, CostosFondo F, TotalIngresos F, CostosFondoSoles F, TotalIngresosSoles F, Utilidad F,
Sector T?, GrupoEco T?, FueraSistema T?
"""
OURS = "TipoCambioEstado T?"
"""What the description asks to be marked (section 9.1) and leaves unnamed."""

PAID = """
FechaInteresConfirming D?, TipoOperacionDetalle T?, FechaPagoCreacion D?, FechaPagoModificacion D?,
DiasMora I?, MontoCobrarPago F?, FacturasMoraGeneradas T?, InteresPago F?, GastosPago F?,
TipoPago T?, SaldoDeuda F?, ObservacionPago L?, DescuentoDevolucion F?, ObservacionDevolucion L?,
GastosDiversosSinIGV F?, MontoPagoSolesFechaPago F?
"""
DIMENSION = """
IdLiquidacionCab I, IdLiquidacionDet I, CodigoLiquidacion T20, CodigoSolicitud T20, RUCCliente T11,
RazonSocialCliente T200, RUCPagador T11, RazonSocialPagador T200, Moneda T3, DeudaAnterior M,
ObservacionLiquidacion L?, ObservacionSolicitud L?, FlagPagoInteresConfirming T20,
FechaInteresConfirming D?, TipoOperacion T100, TipoOperacionDetalle T200, Estado T100,
NroDocumento T50, TasaNominalMensualPorc F, FinanciamientoPorc F, FechaConfirmado D,
FechaOperacion D, DiasEfectivo I, NetoConfirmado M, FondoResguardo M, ComisionEstructuracionPorc F,
MontoComisionEstructuracion M, ComisionEstructuracionIGV F, ComisionEstructuracionConIGV M,
FacturasGeneradas T50?, MontoCobrar M, Interes M, InteresIGV F, InteresConIGV M, GastosContrato M,
GastoVigenciaPoder M, ServicioCobranza M, ServicioCustodia M, GastosDiversos M,
GastosDiversosIGV F, GastosDiversosConIGV M, MontoTotalFacturado M, MontoDesembolso M,
Ejecutivo T200, SaldoTotal M, SaldoTotalPen M, TipoPagoReal T50, EstadoCuenta T20, EstadoReal T50,
Sector T200?, GrupoEco T200?, Mes T10?, Año T4?, MesAño T20?, MesSemana T20?, TipoCambioFecha D?,
TipoCambioCompra F?, TipoCambioVenta F?, ColocacionSoles M?, MontoDesembolsoSoles M?, Ingresos M?,
IngresosSoles M?, CostosFondo M?, TotalIngresos M?, CostosFondoSoles M?, TotalIngresosSoles M?,
Utilidad M?, FueraSistema T10?, Referencia T200?
"""
TABLES = {
    "tipo_cambio": "id I, TipoCambioFecha D, TipoCambioCompra F, TipoCambioVenta F",
    "kpi": f"id I, {KPI}, {OURS}",
    "kpi_acumulado": f"id I, {KPI}, {OURS}, {PAID}",
    "nuevos_clientes_nuevos_pagadores": """
        id I, FechaOperacion D?, Ejecutivo T?, RUCCliente T?, RUCPagador T?, TipoOperacion T?,
        RazonSocial T?""",
    "saldos": """
        id I, FechaOperacion D, EvolucionCaja F?, CostoExcesoCaja F?,
        IngresoNoRecibidoPorExcesoCaja F?, MontoOvernight F?, IngresosOvernightNeto F?,
        SaldoTotalCaja F?""",
    "retomas": """
        id I, RUCPagador T?, RazonSocialPagador T?, Desembolsos F?, Cobranzas F?, PorRetomar F?""",
    "actualizacion_reportes": "id T36, ultima_actualizacion S, estado T50, detalle L?",
    "CXCAcumuladoDim": DIMENSION,
    "CXCPagosFact": """
        IdLiquidacionPago I, IdLiquidacionDet I, FechaPago D, DiasMora I, MontoCobrarPago M,
        MontoPago M, ObservacionPago L?, InteresPago M, GastosPago M, TipoPago T50, SaldoDeuda M,
        ExcesoPago M, FechaPagoCreacion S?, FechaPagoModificacion S?""",
    "CXCDevFact": """
        IdLiquidacionDevolucion I, IdLiquidacionDet I, FechaDesembolso D?, MontoDevolucion M,
        DescuentoDevolucion M, EstadoDevolucion I, ObservacionDevolucion L?""",
}
KINDS = {
    "I": {"integer", "bigint"},
    "D": {"date"},
    "S": {"datetime"},
    "L": {"text", "longtext"},
    "M": {"decimal"},
    "F": {"decimal"},
}
PLACES = {"M": 2, "F": 6}


def columns_of(table: str) -> list[tuple[str, str, bool]]:
    """Return name, kind ("T50", "M") and whether it may be null, in the order of the table."""
    words = [cell.split() for cell in TABLES[table].split(",")]
    return [
        (name, "T255" if kind.strip("?") == "T" else kind.strip("?"), kind.endswith("?"))
        for name, kind in words
    ]
