"""What the console is told about the tables of placements."""

from dataclasses import replace
from datetime import time

from background import DailyBy, Dataset
from toolbox.placements.informe import ACCUMULATED, PLAIN, informe
from toolbox.placements.models import Kpi, KpiAcumulado
from toolbox.rates.zone import LIMA

KPI = Dataset(
    name="kpi",
    title="Placements",
    description="One row per financed document: what it places, earns and costs.",
    model=Kpi,
    key=("CodigoLiquidacion", "NroDocumento"),
    measures=(
        "ColocacionSoles",
        "MontoDesembolsoSoles",
        "IngresosSoles",
        "TotalIngresosSoles",
        "CostosFondoSoles",
        "Utilidad",
    ),
    filters=(
        "CodigoLiquidacion",
        "FechaOperacion",
        "Mes",
        "Ejecutivo",
        "Referencia",
        "TipoOperacion",
        "Moneda",
        "RUCCliente",
        "RUCPagador",
        "Sector",
        "GrupoEco",
        "FueraSistema",
        "TipoCambioEstado",
    ),
    columns=(
        "CodigoLiquidacion",
        "NroDocumento",
        "FechaOperacion",
        "RazonSocialCliente",
        "RazonSocialPagador",
        "TipoOperacion",
        "Ejecutivo",
        "Moneda",
        "NetoConfirmado",
        "ColocacionSoles",
        "IngresosSoles",
        "Utilidad",
        "TipoCambioEstado",
        "FueraSistema",
    ),
    currency="Moneda",
    promise=DailyBy(time(8), LIMA),
    layouts=(informe(PLAIN),),
)

KPI_ACUMULADO = replace(
    KPI,
    name="kpi_acumulado",
    title="Accumulated placements",
    description="The placements with what was paid, is owed and was given back.",
    model=KpiAcumulado,
    measures=(*KPI.measures, "MontoPagoSoles"),
    volatile=("DiasMora",),
    filters=(*KPI.filters, "FechaPago", "TipoPago"),
    columns=(*KPI.columns, "FechaPago", "TipoPago", "DiasMora", "MontoPago", "SaldoDeuda"),
    layouts=(informe(ACCUMULATED),),
)
