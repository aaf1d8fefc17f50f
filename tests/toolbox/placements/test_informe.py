"""The *informe*: the file that people downloaded from the former system, column by column."""

from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from background import Dataset
from tasks_admin.queries.dataset_columns import columns_of
from toolbox.placements.dataset import KPI, KPI_ACUMULADO

IN_NO_TABLE = "Total factura Mora"


def columns(dataset: Dataset) -> tuple[str, ...]:
    [informe] = dataset.layouts
    assert informe.sheet == "Sheet1"
    return informe.columns


def test_the_accumulated_one_has_every_column_that_its_table_had_then() -> None:
    asked, stored = columns(KPI_ACUMULADO), {*columns_of(KPI_ACUMULADO)}

    assert {*asked} - stored == {IN_NO_TABLE}
    assert stored - {*asked} == {
        "MontoNegociado",
        "MontoNegociadoSoles",
        "MontoPagoSolesFechaPago",
        "TipoCambioEstado",
    }
    assert len({*asked}) == len(asked) == 82


def test_the_plain_one_has_the_same_columns_but_four_in_the_same_order() -> None:
    longer = columns(KPI_ACUMULADO)

    assert [one for one in longer if one not in columns(KPI)] == [
        "TipoOperacionDetalle",
        "FechaPagoCreacion",
        "FechaPagoModificacion",
        "FacturasMoraGeneradas",
    ]
    assert columns(KPI) == tuple(one for one in longer if one in columns(KPI))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dataset", [KPI, KPI_ACUMULADO], ids=lambda one: one.name)
def test_the_command_writes_it(dataset: Dataset, tmp_path: Path) -> None:
    file = tmp_path / "informe.xlsx"

    call_command(
        "export_dataset", dataset.name, "--format=xlsx", "--layout=informe", f"--to={file}"
    )

    assert tuple(cell.value for cell in load_workbook(file)["Sheet1"][1]) == columns(dataset)
