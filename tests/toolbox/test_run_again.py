"""The same sources once more: another version, and not a row of it is different."""

import pytest
from django.core.management import call_command

from tasks_admin.models import DatasetDifference
from tests.toolbox.conftest import Fill
from tests.toolbox.placements import desk as placements
from tests.toolbox.receivables import desk as receivables
from toolbox.reports.calc.balances import AMOUNTS

RATES = [{"fecha": day, "compra": 3.69, "venta": 3.7} for day in ("2024-01-15", "2024-03-31")]
DAY = dict.fromkeys(AMOUNTS, "1,000.50") | {"FechaOperacion": "15/01/2024"}
WRITTEN = {
    "tablas_reportes": {"kpi", "nuevos_clientes_nuevos_pagadores", "saldos"},
    "kpi_acumulado": {"kpi_acumulado"},
    "tablas_cxc": {"CXCAcumuladoDim", "CXCPagosFact", "CXCDevFact"},
}


@pytest.mark.django_db(transaction=True)
def test_a_run_over_the_same_sources_changes_no_row_of_any_table(source_folder: Fill) -> None:
    source_folder(
        colocaciones_2=[placements.document(), placements.document(Moneda="USD")],
        colocaciones_0=[placements.accumulated(), placements.accumulated(FechaPago="02/04/2024")],
        fuera_sistema_pen=[placements.sheet_row()],
        liquidaciones=[receivables.document(), receivables.document(IdLiquidacionDet=2)],
        pagos=[receivables.payment()],
        devoluciones=[receivables.refund()],
        saldos=[DAY],
        tipo_cambio=RATES,
    )
    for _ in range(2):
        for job in WRITTEN:
            call_command("run_task", f"toolbox.{job}", "as_of=2024-03-31", "--inline", verbosity=0)

    found = {
        one.dataset: (one.added, one.gone, one.changed) for one in DatasetDifference.objects.all()
    }
    for tables in WRITTEN.values():
        assert {table: found[table] for table in tables} == dict.fromkeys(tables, (0, 0, 0))
