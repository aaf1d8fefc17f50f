"""The three tables of receivables: documents with what is owed, payments, refunds."""

from functools import partial

from django.db import models

from toolbox.fields import LimaMoment

Amount = partial(models.DecimalField, max_digits=18, decimal_places=2)
Fine = partial(models.DecimalField, max_digits=18, decimal_places=6)
Text = partial(models.CharField)
Day = partial(models.DateField)


class Receivable(models.Model):
    """One document of a settlement, what is owed on it and in which state it is.

    Columns, their order and their names are what reports outside read. The detail's identifier
    alone is the key: payments and refunds know no other. No index is declared here: those of the
    dataset's filters are built for each new version. Remarks have no limit, so that a long one
    does not keep its document out of the table.
    """

    id_liquidacion_cab = models.BigIntegerField(db_column="IdLiquidacionCab")
    id_liquidacion_det = models.BigIntegerField(db_column="IdLiquidacionDet", primary_key=True)
    codigo_liquidacion = Text(db_column="CodigoLiquidacion", max_length=20)
    codigo_solicitud = Text(db_column="CodigoSolicitud", max_length=20)
    ruc_cliente = Text(db_column="RUCCliente", max_length=11)
    razon_social_cliente = Text(db_column="RazonSocialCliente", max_length=200)
    ruc_pagador = Text(db_column="RUCPagador", max_length=11)
    razon_social_pagador = Text(db_column="RazonSocialPagador", max_length=200)
    moneda = Text(db_column="Moneda", max_length=3)
    deuda_anterior = Amount(db_column="DeudaAnterior")
    observacion_liquidacion = models.TextField(db_column="ObservacionLiquidacion", null=True)
    observacion_solicitud = models.TextField(db_column="ObservacionSolicitud", null=True)
    flag_pago_interes_confirming = Text(db_column="FlagPagoInteresConfirming", max_length=20)
    fecha_interes_confirming = Day(db_column="FechaInteresConfirming", null=True)
    tipo_operacion = Text(db_column="TipoOperacion", max_length=100)
    tipo_operacion_detalle = Text(db_column="TipoOperacionDetalle", max_length=200)
    estado = Text(db_column="Estado", max_length=100)
    nro_documento = Text(db_column="NroDocumento", max_length=50)
    tasa_nominal_mensual_porc = Fine(db_column="TasaNominalMensualPorc")
    financiamiento_porc = Fine(db_column="FinanciamientoPorc")
    fecha_confirmado = Day(db_column="FechaConfirmado")
    fecha_operacion = Day(db_column="FechaOperacion")
    dias_efectivo = models.IntegerField(db_column="DiasEfectivo")
    neto_confirmado = Amount(db_column="NetoConfirmado")
    fondo_resguardo = Amount(db_column="FondoResguardo")
    comision_estructuracion_porc = Fine(db_column="ComisionEstructuracionPorc")
    monto_comision_estructuracion = Amount(db_column="MontoComisionEstructuracion")
    comision_estructuracion_igv = Fine(db_column="ComisionEstructuracionIGV")
    comision_estructuracion_con_igv = Amount(db_column="ComisionEstructuracionConIGV")
    facturas_generadas = Text(db_column="FacturasGeneradas", max_length=50, null=True)
    monto_cobrar = Amount(db_column="MontoCobrar")
    interes = Amount(db_column="Interes")
    interes_igv = Fine(db_column="InteresIGV")
    interes_con_igv = Amount(db_column="InteresConIGV")
    gastos_contrato = Amount(db_column="GastosContrato")
    gasto_vigencia_poder = Amount(db_column="GastoVigenciaPoder")
    servicio_cobranza = Amount(db_column="ServicioCobranza")
    servicio_custodia = Amount(db_column="ServicioCustodia")
    gastos_diversos = Amount(db_column="GastosDiversos")
    gastos_diversos_igv = Fine(db_column="GastosDiversosIGV")
    gastos_diversos_con_igv = Amount(db_column="GastosDiversosConIGV")
    monto_total_facturado = Amount(db_column="MontoTotalFacturado")
    monto_desembolso = Amount(db_column="MontoDesembolso")
    ejecutivo = Text(db_column="Ejecutivo", max_length=200)
    saldo_total = Amount(db_column="SaldoTotal")
    saldo_total_pen = Amount(db_column="SaldoTotalPen")
    tipo_pago_real = Text(db_column="TipoPagoReal", max_length=50)
    estado_cuenta = Text(db_column="EstadoCuenta", max_length=20)
    estado_real = Text(db_column="EstadoReal", max_length=50)
    sector = Text(db_column="Sector", max_length=200, null=True)
    grupo_eco = Text(db_column="GrupoEco", max_length=200, null=True)
    mes = Text(db_column="Mes", max_length=10, null=True)
    anio = Text(db_column="Año", max_length=4, null=True)
    mes_anio = Text(db_column="MesAño", max_length=20, null=True)
    mes_semana = Text(db_column="MesSemana", max_length=20, null=True)
    tipo_cambio_fecha = Day(db_column="TipoCambioFecha", null=True)
    tipo_cambio_compra = Fine(db_column="TipoCambioCompra", null=True)
    tipo_cambio_venta = Fine(db_column="TipoCambioVenta", null=True)
    colocacion_soles = Amount(db_column="ColocacionSoles", null=True)
    monto_desembolso_soles = Amount(db_column="MontoDesembolsoSoles", null=True)
    ingresos = Amount(db_column="Ingresos", null=True)
    ingresos_soles = Amount(db_column="IngresosSoles", null=True)
    costos_fondo = Amount(db_column="CostosFondo", null=True)
    total_ingresos = Amount(db_column="TotalIngresos", null=True)
    costos_fondo_soles = Amount(db_column="CostosFondoSoles", null=True)
    total_ingresos_soles = Amount(db_column="TotalIngresosSoles", null=True)
    utilidad = Amount(db_column="Utilidad", null=True)
    fuera_sistema = Text(db_column="FueraSistema", max_length=10, null=True)
    referencia = Text(db_column="Referencia", max_length=200, null=True)

    class Meta:
        db_table = "CXCAcumuladoDim"
        verbose_name = "receivable"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.codigo_liquidacion} {self.nro_documento}"


class Collection(models.Model):
    """One payment on a document; the moments are those of Lima's clock."""

    id_liquidacion_pago = models.BigIntegerField(db_column="IdLiquidacionPago", primary_key=True)
    id_liquidacion_det = models.BigIntegerField(db_column="IdLiquidacionDet")
    fecha_pago = Day(db_column="FechaPago")
    dias_mora = models.IntegerField(db_column="DiasMora")
    monto_cobrar_pago = Amount(db_column="MontoCobrarPago")
    monto_pago = Amount(db_column="MontoPago")
    observacion_pago = models.TextField(db_column="ObservacionPago", null=True)
    interes_pago = Amount(db_column="InteresPago")
    gastos_pago = Amount(db_column="GastosPago")
    tipo_pago = Text(db_column="TipoPago", max_length=50)
    saldo_deuda = Amount(db_column="SaldoDeuda")
    exceso_pago = Amount(db_column="ExcesoPago")
    fecha_pago_creacion = LimaMoment(db_column="FechaPagoCreacion", null=True)
    fecha_pago_modificacion = LimaMoment(db_column="FechaPagoModificacion", null=True)

    class Meta:
        db_table = "CXCPagosFact"
        verbose_name = "payment"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id_liquidacion_pago)


class Refund(models.Model):
    """What went back to the client: the retention fund and any excess."""

    id_liquidacion_devolucion = models.BigIntegerField(
        db_column="IdLiquidacionDevolucion", primary_key=True
    )
    id_liquidacion_det = models.BigIntegerField(db_column="IdLiquidacionDet")
    fecha_desembolso = Day(db_column="FechaDesembolso", null=True)
    monto_devolucion = Amount(db_column="MontoDevolucion")
    descuento_devolucion = Amount(db_column="DescuentoDevolucion")
    estado_devolucion = models.IntegerField(db_column="EstadoDevolucion")
    observacion_devolucion = models.TextField(db_column="ObservacionDevolucion", null=True)

    class Meta:
        db_table = "CXCDevFact"
        verbose_name = "refund"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id_liquidacion_devolucion)
