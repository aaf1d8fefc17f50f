"""What the console is told about the tables of the reports."""

from datetime import timedelta

from background import Dataset, Within
from toolbox.reports.models import Balance, Newcomer, ReportUpdate, Retoma

NUEVOS = Dataset(
    name="nuevos_clientes_nuevos_pagadores",
    title="New clients and payers",
    description="Each client and each payer once: in the month of the first business.",
    model=Newcomer,
    key=("RUCCliente", "RUCPagador"),
    filters=("FechaOperacion", "Ejecutivo", "TipoOperacion", "RUCCliente", "RUCPagador"),
    columns=(
        "FechaOperacion",
        "Ejecutivo",
        "TipoOperacion",
        "RUCCliente",
        "RUCPagador",
        "RazonSocial",
    ),
)

SALDOS = Dataset(
    name="saldos",
    title="Cash balances",
    description="The company's cash day by day, in soles, from the treasury's sheet.",
    model=Balance,
    key=("FechaOperacion",),
    filters=("FechaOperacion",),
    columns=(
        "FechaOperacion",
        "EvolucionCaja",
        "CostoExcesoCaja",
        "IngresoNoRecibidoPorExcesoCaja",
        "MontoOvernight",
        "IngresosOvernightNeto",
        "SaldoTotalCaja",
    ),
)

RETOMAS = Dataset(
    name="retomas",
    title="Re-placements",
    description="For each payer: collected less newly disbursed, which can be placed again.",
    model=Retoma,
    key=("RUCPagador", "RazonSocialPagador"),
    measures=("Desembolsos", "Cobranzas", "PorRetomar"),
    filters=("RUCPagador", "RazonSocialPagador"),
    columns=("RUCPagador", "RazonSocialPagador", "Desembolsos", "Cobranzas", "PorRetomar"),
    promise=Within(timedelta(days=31)),
)

ACTUALIZACION = Dataset(
    name="actualizacion_reportes",
    title="Refreshes of the reports",
    description="When the report tables were made anew, and what went wrong when they were not.",
    model=ReportUpdate,
    key=("id",),
    filters=("ultima_actualizacion", "estado"),
    columns=("ultima_actualizacion", "estado", "detalle"),
    in_place=True,
)
