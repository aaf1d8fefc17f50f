"""The table of official exchange rates."""

from django.db import models


class ExchangeRate(models.Model):
    """The rate of one day, in soles per dollar, under the day it was asked for."""

    id = models.AutoField(primary_key=True)
    day = models.DateField(db_column="TipoCambioFecha", unique=True)
    bid = models.DecimalField(db_column="TipoCambioCompra", max_digits=18, decimal_places=6)
    ask = models.DecimalField(db_column="TipoCambioVenta", max_digits=18, decimal_places=6)

    class Meta:
        db_table = "tipo_cambio"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day}: {self.ask}"
