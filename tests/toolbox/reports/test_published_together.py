"""The report tables in the database: all of a refresh, or nothing of it."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from tests.toolbox.conftest import Fill
from tests.toolbox.placements.desk import document
from toolbox.placements.models import Kpi
from toolbox.reports.calc.balances import AMOUNTS
from toolbox.reports.models import Balance, Newcomer, ReportUpdate

pytestmark = pytest.mark.django_db(transaction=True)

DAY = dict.fromkeys(AMOUNTS, "1,000.50") | {"FechaOperacion": "15/01/2024"}


def refresh(*arguments: str) -> None:
    call_command("run_task", "toolbox.tablas_reportes", "as_of=2024-07-27", *arguments, "--inline")


def documents(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [
        document(NroDocumento=f"F{n}", RUCCliente=f"209900000{n:02}", **changes)
        for n in range(count)
    ]


def contents() -> dict[str, int]:
    return {
        model._meta.db_table: model._default_manager.count() for model in (Kpi, Newcomer, Balance)
    }


def test_a_report_that_shrinks_by_60_percent_overnight_changes_no_table_e34(
    source_folder: Fill,
) -> None:
    source_folder(colocaciones_2=documents(10), saldos=[DAY])
    refresh()
    before = contents()
    source_folder(colocaciones_2=documents(4), saldos=[DAY, DAY | {"FechaOperacion": "16/01/2024"}])

    with pytest.raises(SystemExit):
        refresh()

    assert contents() == before
    marks = ReportUpdate.objects.order_by("ultima_actualizacion")
    assert [mark.estado for mark in marks] == ["Success", "Error"]
    assert "more than 30 % would disappear" in (marks[1].detalle or "")

    refresh("allow_shrink=true")

    assert contents() == {"kpi": 4, "nuevos_clientes_nuevos_pagadores": 5, "saldos": 2}
    assert [mark.estado for mark in marks.all()] == ["Success", "Error", "Success"]
    assert Newcomer.objects.order_by("id").values_list("fecha_operacion", flat=True)[0] == date(
        2024, 1, 1
    )
