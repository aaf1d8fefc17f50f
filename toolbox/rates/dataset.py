"""What the console is told about the table of rates."""

from datetime import time

from background import DailyBy, Dataset
from toolbox.rates.models import ExchangeRate
from toolbox.rates.zone import LIMA

TIPO_CAMBIO = Dataset(
    name="tipo_cambio",
    title="Exchange rates",
    description="The official rate of each day, in soles per dollar; the figures use the ask.",
    model=ExchangeRate,
    key=("TipoCambioFecha",),
    filters=("TipoCambioFecha",),
    columns=("TipoCambioFecha", "TipoCambioCompra", "TipoCambioVenta"),
    promise=DailyBy(time(7), LIMA),
    in_place=True,
)
