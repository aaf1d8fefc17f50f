from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("toolbox", "0001_first_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="KpiAcumulado",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "codigo_liquidacion",
                    models.CharField(db_column="CodigoLiquidacion", max_length=255),
                ),
                (
                    "codigo_solicitud",
                    models.CharField(db_column="CodigoSolicitud", max_length=255, null=True),
                ),
                ("ruc_cliente", models.CharField(db_column="RUCCliente", max_length=255)),
                (
                    "razon_social_cliente",
                    models.CharField(db_column="RazonSocialCliente", max_length=255),
                ),
                ("ruc_pagador", models.CharField(db_column="RUCPagador", max_length=255)),
                (
                    "razon_social_pagador",
                    models.CharField(db_column="RazonSocialPagador", max_length=255),
                ),
                ("moneda", models.CharField(db_column="Moneda", max_length=255)),
                (
                    "deuda_anterior",
                    models.DecimalField(db_column="DeudaAnterior", decimal_places=6, max_digits=18),
                ),
                (
                    "observacion_liquidacion",
                    models.TextField(db_column="ObservacionLiquidacion", null=True),
                ),
                (
                    "observacion_solicitud",
                    models.TextField(db_column="ObservacionSolicitud", null=True),
                ),
                (
                    "flag_pago_interes_confirming",
                    models.CharField(
                        db_column="FlagPagoInteresConfirming", max_length=255, null=True
                    ),
                ),
                ("tipo_operacion", models.CharField(db_column="TipoOperacion", max_length=255)),
                ("estado", models.CharField(db_column="Estado", max_length=255)),
                ("nro_documento", models.CharField(db_column="NroDocumento", max_length=255)),
                (
                    "tasa_nominal_mensual_porc",
                    models.DecimalField(
                        db_column="TasaNominalMensualPorc", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "financiamiento_porc",
                    models.DecimalField(
                        db_column="FinanciamientoPorc", decimal_places=6, max_digits=18
                    ),
                ),
                ("fecha_confirmado", models.DateField(db_column="FechaConfirmado", null=True)),
                ("fecha_operacion", models.DateField(db_column="FechaOperacion")),
                ("dias_efectivo", models.IntegerField(db_column="DiasEfectivo")),
                (
                    "neto_confirmado",
                    models.DecimalField(
                        db_column="NetoConfirmado", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "fondo_resguardo",
                    models.DecimalField(
                        db_column="FondoResguardo", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "monto_negociado",
                    models.DecimalField(
                        db_column="MontoNegociado", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "monto_negociado_soles",
                    models.DecimalField(
                        db_column="MontoNegociadoSoles", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "monto_comision_estructuracion",
                    models.DecimalField(
                        db_column="MontoComisionEstructuracion", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "comision_estructuracion_igv",
                    models.DecimalField(
                        db_column="ComisionEstructuracionIGV", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "comision_estructuracion_con_igv",
                    models.DecimalField(
                        db_column="ComisionEstructuracionConIGV", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "monto_cobrar",
                    models.DecimalField(db_column="MontoCobrar", decimal_places=6, max_digits=18),
                ),
                (
                    "interes",
                    models.DecimalField(db_column="Interes", decimal_places=6, max_digits=18),
                ),
                (
                    "interes_con_igv",
                    models.DecimalField(db_column="InteresConIGV", decimal_places=6, max_digits=18),
                ),
                (
                    "gastos_contrato",
                    models.DecimalField(
                        db_column="GastosContrato", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "gasto_vigencia_poder",
                    models.DecimalField(
                        db_column="GastoVigenciaPoder", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "servicio_cobranza",
                    models.DecimalField(
                        db_column="ServicioCobranza", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "servicio_custodia",
                    models.DecimalField(
                        db_column="ServicioCustodia", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "gastos_diversos_igv",
                    models.DecimalField(
                        db_column="GastosDiversosIGV", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "gastos_diversos_con_igv",
                    models.DecimalField(
                        db_column="GastosDiversosConIGV", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "monto_total_facturado",
                    models.DecimalField(
                        db_column="MontoTotalFacturado", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "monto_desembolso",
                    models.DecimalField(
                        db_column="MontoDesembolso", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "facturas_generadas",
                    models.CharField(db_column="FacturasGeneradas", max_length=255),
                ),
                ("ejecutivo", models.CharField(db_column="Ejecutivo", max_length=255)),
                ("referencia", models.CharField(db_column="Referencia", max_length=255, null=True)),
                ("fecha_pago", models.DateField(db_column="FechaPago", null=True)),
                (
                    "monto_pago",
                    models.DecimalField(db_column="MontoPago", decimal_places=6, max_digits=18),
                ),
                (
                    "monto_pago_soles",
                    models.DecimalField(
                        db_column="MontoPagoSoles", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "exceso_pago",
                    models.DecimalField(db_column="ExcesoPago", decimal_places=6, max_digits=18),
                ),
                ("fecha_desembolso", models.DateField(db_column="FechaDesembolso", null=True)),
                (
                    "monto_devolucion",
                    models.DecimalField(
                        db_column="MontoDevolucion", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "estado_devolucion",
                    models.CharField(db_column="EstadoDevolucion", max_length=255, null=True),
                ),
                ("anticipo", models.CharField(db_column="Anticipo", max_length=255, null=True)),
                (
                    "tramo_anticipo",
                    models.CharField(db_column="TramoAnticipo", max_length=255, null=True),
                ),
                ("mes", models.CharField(db_column="Mes", max_length=255)),
                ("anio", models.CharField(db_column="Año", max_length=255)),
                ("mes_anio", models.CharField(db_column="MesAño", max_length=255)),
                ("tipo_cambio_fecha", models.DateField(db_column="TipoCambioFecha", null=True)),
                (
                    "tipo_cambio_compra",
                    models.DecimalField(
                        db_column="TipoCambioCompra", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "tipo_cambio_venta",
                    models.DecimalField(
                        db_column="TipoCambioVenta", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "colocacion_soles",
                    models.DecimalField(
                        db_column="ColocacionSoles", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "monto_desembolso_soles",
                    models.DecimalField(
                        db_column="MontoDesembolsoSoles", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "ingresos",
                    models.DecimalField(db_column="Ingresos", decimal_places=6, max_digits=18),
                ),
                (
                    "ingresos_soles",
                    models.DecimalField(db_column="IngresosSoles", decimal_places=6, max_digits=18),
                ),
                ("mes_semana", models.CharField(db_column="MesSemana", max_length=255)),
                (
                    "costos_fondo",
                    models.DecimalField(db_column="CostosFondo", decimal_places=6, max_digits=18),
                ),
                (
                    "total_ingresos",
                    models.DecimalField(db_column="TotalIngresos", decimal_places=6, max_digits=18),
                ),
                (
                    "costos_fondo_soles",
                    models.DecimalField(
                        db_column="CostosFondoSoles", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "total_ingresos_soles",
                    models.DecimalField(
                        db_column="TotalIngresosSoles", decimal_places=6, max_digits=18
                    ),
                ),
                (
                    "utilidad",
                    models.DecimalField(db_column="Utilidad", decimal_places=6, max_digits=18),
                ),
                ("sector", models.CharField(db_column="Sector", max_length=255, null=True)),
                ("grupo_eco", models.CharField(db_column="GrupoEco", max_length=255, null=True)),
                (
                    "fuera_sistema",
                    models.CharField(db_column="FueraSistema", max_length=255, null=True),
                ),
                (
                    "tipo_cambio_estado",
                    models.CharField(db_column="TipoCambioEstado", max_length=255, null=True),
                ),
                (
                    "fecha_interes_confirming",
                    models.DateField(db_column="FechaInteresConfirming", null=True),
                ),
                (
                    "tipo_operacion_detalle",
                    models.CharField(db_column="TipoOperacionDetalle", max_length=255, null=True),
                ),
                ("fecha_pago_creacion", models.DateField(db_column="FechaPagoCreacion", null=True)),
                (
                    "fecha_pago_modificacion",
                    models.DateField(db_column="FechaPagoModificacion", null=True),
                ),
                ("dias_mora", models.IntegerField(db_column="DiasMora", null=True)),
                (
                    "monto_cobrar_pago",
                    models.DecimalField(
                        db_column="MontoCobrarPago", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "facturas_mora_generadas",
                    models.CharField(db_column="FacturasMoraGeneradas", max_length=255, null=True),
                ),
                (
                    "interes_pago",
                    models.DecimalField(
                        db_column="InteresPago", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "gastos_pago",
                    models.DecimalField(
                        db_column="GastosPago", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                ("tipo_pago", models.CharField(db_column="TipoPago", max_length=255, null=True)),
                (
                    "saldo_deuda",
                    models.DecimalField(
                        db_column="SaldoDeuda", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                ("observacion_pago", models.TextField(db_column="ObservacionPago", null=True)),
                (
                    "descuento_devolucion",
                    models.DecimalField(
                        db_column="DescuentoDevolucion", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "observacion_devolucion",
                    models.TextField(db_column="ObservacionDevolucion", null=True),
                ),
                (
                    "gastos_diversos_sin_igv",
                    models.DecimalField(
                        db_column="GastosDiversosSinIGV", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "monto_pago_soles_fecha_pago",
                    models.DecimalField(
                        db_column="MontoPagoSolesFechaPago",
                        decimal_places=6,
                        max_digits=18,
                        null=True,
                    ),
                ),
            ],
            options={
                "verbose_name": "accumulated placement",
                "db_table": "kpi_acumulado",
                "abstract": False,
                "default_permissions": (),
            },
        ),
    ]
