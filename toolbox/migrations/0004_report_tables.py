from django.db import migrations, models

import toolbox.reports.models


class Migration(migrations.Migration):
    dependencies = [
        ("toolbox", "0003_accumulated_placements"),
    ]

    operations = [
        migrations.CreateModel(
            name="Balance",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("fecha_operacion", models.DateField(db_column="FechaOperacion")),
                (
                    "evolucion_caja",
                    models.DecimalField(
                        db_column="EvolucionCaja", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "costo_exceso_caja",
                    models.DecimalField(
                        db_column="CostoExcesoCaja", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "ingreso_no_recibido",
                    models.DecimalField(
                        db_column="IngresoNoRecibidoPorExcesoCaja",
                        decimal_places=6,
                        max_digits=18,
                        null=True,
                    ),
                ),
                (
                    "monto_overnight",
                    models.DecimalField(
                        db_column="MontoOvernight", decimal_places=6, max_digits=18, null=True
                    ),
                ),
                (
                    "ingresos_overnight_neto",
                    models.DecimalField(
                        db_column="IngresosOvernightNeto",
                        decimal_places=6,
                        max_digits=18,
                        null=True,
                    ),
                ),
                (
                    "saldo_total_caja",
                    models.DecimalField(
                        db_column="SaldoTotalCaja", decimal_places=6, max_digits=18, null=True
                    ),
                ),
            ],
            options={
                "verbose_name": "balance",
                "db_table": "saldos",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Newcomer",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("fecha_operacion", models.DateField(db_column="FechaOperacion", null=True)),
                ("ejecutivo", models.CharField(db_column="Ejecutivo", max_length=255, null=True)),
                (
                    "ruc_cliente",
                    models.CharField(db_column="RUCCliente", max_length=255, null=True),
                ),
                (
                    "ruc_pagador",
                    models.CharField(db_column="RUCPagador", max_length=255, null=True),
                ),
                (
                    "tipo_operacion",
                    models.CharField(db_column="TipoOperacion", max_length=255, null=True),
                ),
                (
                    "razon_social",
                    models.CharField(db_column="RazonSocial", max_length=255, null=True),
                ),
            ],
            options={
                "verbose_name": "newcomer",
                "db_table": "nuevos_clientes_nuevos_pagadores",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReportUpdate",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=toolbox.reports.models.new_key,
                        max_length=36,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("ultima_actualizacion", models.DateTimeField()),
                ("estado", models.CharField(max_length=50)),
                ("detalle", models.TextField(null=True)),
            ],
            options={
                "verbose_name": "refresh of the reports",
                "db_table": "actualizacion_reportes",
                "default_permissions": (),
            },
        ),
    ]
