"""What the console is told about the table of placements."""

from background import Dataset
from toolbox.placements.models import Kpi

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
)
