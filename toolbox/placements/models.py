"""The tables of placements: one row per financed document."""

from functools import partial

from django.db import models

Text = partial(models.CharField, max_length=255)
Amount = partial(models.DecimalField, max_digits=18, decimal_places=6)


class Placement(models.Model):
    """The columns that both tables have: a document, and what it places, earns and costs.

    Columns, their order and their names are what reports outside read. No index is declared here:
    those of the dataset's filters are built for each new version. Observations have no limit, so
    that a long one does not keep its document out of the table.
    """

    id = models.AutoField(primary_key=True)
    codigo_liquidacion = Text(db_column="CodigoLiquidacion")
    codigo_solicitud = Text(db_column="CodigoSolicitud", null=True)
    ruc_cliente = Text(db_column="RUCCliente")
    razon_social_cliente = Text(db_column="RazonSocialCliente")
    ruc_pagador = Text(db_column="RUCPagador")
    razon_social_pagador = Text(db_column="RazonSocialPagador")
    moneda = Text(db_column="Moneda")
    deuda_anterior = Amount(db_column="DeudaAnterior")
    observacion_liquidacion = models.TextField(db_column="ObservacionLiquidacion", null=True)
    observacion_solicitud = models.TextField(db_column="ObservacionSolicitud", null=True)
    flag_pago_interes_confirming = Text(db_column="FlagPagoInteresConfirming", null=True)
    tipo_operacion = Text(db_column="TipoOperacion")
    estado = Text(db_column="Estado")
    nro_documento = Text(db_column="NroDocumento")
    tasa_nominal_mensual_porc = Amount(db_column="TasaNominalMensualPorc")
    financiamiento_porc = Amount(db_column="FinanciamientoPorc")
    fecha_confirmado = models.DateField(db_column="FechaConfirmado", null=True)
    fecha_operacion = models.DateField(db_column="FechaOperacion")
    dias_efectivo = models.IntegerField(db_column="DiasEfectivo")
    neto_confirmado = Amount(db_column="NetoConfirmado")
    fondo_resguardo = Amount(db_column="FondoResguardo")
    monto_negociado = Amount(db_column="MontoNegociado")
    monto_negociado_soles = Amount(db_column="MontoNegociadoSoles", null=True)
    monto_comision_estructuracion = Amount(db_column="MontoComisionEstructuracion")
    comision_estructuracion_igv = Amount(db_column="ComisionEstructuracionIGV")
    comision_estructuracion_con_igv = Amount(db_column="ComisionEstructuracionConIGV")
    monto_cobrar = Amount(db_column="MontoCobrar")
    interes = Amount(db_column="Interes")
    interes_con_igv = Amount(db_column="InteresConIGV")
    gastos_contrato = Amount(db_column="GastosContrato")
    gasto_vigencia_poder = Amount(db_column="GastoVigenciaPoder")
    servicio_cobranza = Amount(db_column="ServicioCobranza")
    servicio_custodia = Amount(db_column="ServicioCustodia")
    gastos_diversos_igv = Amount(db_column="GastosDiversosIGV")
    gastos_diversos_con_igv = Amount(db_column="GastosDiversosConIGV")
    monto_total_facturado = Amount(db_column="MontoTotalFacturado")
    monto_desembolso = Amount(db_column="MontoDesembolso")
    facturas_generadas = Text(db_column="FacturasGeneradas")
    ejecutivo = Text(db_column="Ejecutivo")
    referencia = Text(db_column="Referencia", null=True)
    fecha_pago = models.DateField(db_column="FechaPago", null=True)
    monto_pago = Amount(db_column="MontoPago")
    monto_pago_soles = Amount(db_column="MontoPagoSoles")
    exceso_pago = Amount(db_column="ExcesoPago")
    fecha_desembolso = models.DateField(db_column="FechaDesembolso", null=True)
    monto_devolucion = Amount(db_column="MontoDevolucion")
    estado_devolucion = Text(db_column="EstadoDevolucion", null=True)
    anticipo = Text(db_column="Anticipo", null=True)
    tramo_anticipo = Text(db_column="TramoAnticipo", null=True)
    mes = Text(db_column="Mes")
    anio = Text(db_column="Año")
    mes_anio = Text(db_column="MesAño")
    tipo_cambio_fecha = models.DateField(db_column="TipoCambioFecha", null=True)
    tipo_cambio_compra = Amount(db_column="TipoCambioCompra", null=True)
    tipo_cambio_venta = Amount(db_column="TipoCambioVenta", null=True)
    colocacion_soles = Amount(db_column="ColocacionSoles")
    monto_desembolso_soles = Amount(db_column="MontoDesembolsoSoles")
    ingresos = Amount(db_column="Ingresos")
    ingresos_soles = Amount(db_column="IngresosSoles")
    mes_semana = Text(db_column="MesSemana")
    costos_fondo = Amount(db_column="CostosFondo")
    total_ingresos = Amount(db_column="TotalIngresos")
    costos_fondo_soles = Amount(db_column="CostosFondoSoles")
    total_ingresos_soles = Amount(db_column="TotalIngresosSoles")
    utilidad = Amount(db_column="Utilidad")
    sector = Text(db_column="Sector", null=True)
    grupo_eco = Text(db_column="GrupoEco", null=True)
    fuera_sistema = Text(db_column="FueraSistema", null=True)
    tipo_cambio_estado = Text(db_column="TipoCambioEstado", null=True)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.codigo_liquidacion} {self.nro_documento}"


class Kpi(Placement):
    """One financed document, without the detail of its payments."""

    class Meta(Placement.Meta):
        db_table = "kpi"
        verbose_name = "placement"


class KpiAcumulado(Placement):
    """One financed document, or one payment on it, with payment, arrears and refund."""

    fecha_interes_confirming = models.DateField(db_column="FechaInteresConfirming", null=True)
    tipo_operacion_detalle = Text(db_column="TipoOperacionDetalle", null=True)
    fecha_pago_creacion = models.DateField(db_column="FechaPagoCreacion", null=True)
    fecha_pago_modificacion = models.DateField(db_column="FechaPagoModificacion", null=True)
    dias_mora = models.IntegerField(db_column="DiasMora", null=True)
    monto_cobrar_pago = Amount(db_column="MontoCobrarPago", null=True)
    facturas_mora_generadas = Text(db_column="FacturasMoraGeneradas", null=True)
    interes_pago = Amount(db_column="InteresPago", null=True)
    gastos_pago = Amount(db_column="GastosPago", null=True)
    tipo_pago = Text(db_column="TipoPago", null=True)
    saldo_deuda = Amount(db_column="SaldoDeuda", null=True)
    observacion_pago = models.TextField(db_column="ObservacionPago", null=True)
    descuento_devolucion = Amount(db_column="DescuentoDevolucion", null=True)
    observacion_devolucion = models.TextField(db_column="ObservacionDevolucion", null=True)
    gastos_diversos_sin_igv = Amount(db_column="GastosDiversosSinIGV", null=True)
    monto_pago_soles_fecha_pago = Amount(db_column="MontoPagoSolesFechaPago", null=True)

    class Meta(Placement.Meta):
        db_table = "kpi_acumulado"
        verbose_name = "accumulated placement"
