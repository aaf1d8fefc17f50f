"""The tables of the reports: newcomers, balances, and when they were last made."""

from functools import partial
from uuid import uuid4

from django.db import models

from toolbox.fields import LimaMoment

Text = partial(models.CharField, max_length=255, null=True)
Amount = partial(models.DecimalField, max_digits=18, decimal_places=6, null=True)


def new_key() -> str:
    """Return a key for a row that other systems may hold on to."""
    return str(uuid4())


class Newcomer(models.Model):
    """A new client or a new payer, in the month and with the executive of the first business."""

    id = models.AutoField(primary_key=True)
    fecha_operacion = models.DateField(db_column="FechaOperacion", null=True)
    ejecutivo = Text(db_column="Ejecutivo")
    ruc_cliente = Text(db_column="RUCCliente")
    ruc_pagador = Text(db_column="RUCPagador")
    tipo_operacion = Text(db_column="TipoOperacion")
    razon_social = Text(db_column="RazonSocial")

    class Meta:
        db_table = "nuevos_clientes_nuevos_pagadores"
        verbose_name = "newcomer"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.fecha_operacion:%Y-%m}: {self.razon_social}"


class Balance(models.Model):
    """The company's cash on one day, in soles."""

    id = models.AutoField(primary_key=True)
    fecha_operacion = models.DateField(db_column="FechaOperacion")
    evolucion_caja = Amount(db_column="EvolucionCaja")
    costo_exceso_caja = Amount(db_column="CostoExcesoCaja")
    ingreso_no_recibido = Amount(db_column="IngresoNoRecibidoPorExcesoCaja")
    monto_overnight = Amount(db_column="MontoOvernight")
    ingresos_overnight_neto = Amount(db_column="IngresosOvernightNeto")
    saldo_total_caja = Amount(db_column="SaldoTotalCaja")

    class Meta:
        db_table = "saldos"
        verbose_name = "balance"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.fecha_operacion}: {self.saldo_total_caja}"


class Retoma(models.Model):
    """What can be placed again with a payer: collected less disbursed since a day, in soles."""

    id = models.AutoField(primary_key=True)
    ruc_pagador = Text(db_column="RUCPagador")
    razon_social_pagador = Text(db_column="RazonSocialPagador")
    desembolsos = Amount(db_column="Desembolsos")
    cobranzas = Amount(db_column="Cobranzas")
    por_retomar = Amount(db_column="PorRetomar")

    class Meta:
        db_table = "retomas"
        verbose_name = "re-placement"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.razon_social_pagador}: {self.por_retomar}"


class ReportUpdate(models.Model):
    """One refresh of the report tables, by Lima's clock, done or failed; rows are only added."""

    id = models.CharField(primary_key=True, max_length=36, default=new_key)
    ultima_actualizacion = LimaMoment()
    estado = models.CharField(max_length=50)
    detalle = models.TextField(null=True)

    class Meta:
        db_table = "actualizacion_reportes"
        verbose_name = "refresh of the reports"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.ultima_actualizacion}: {self.estado}"
