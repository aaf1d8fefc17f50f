"""The whole way: command, run, published tables, export; from a folder and over HTTP."""

import csv
import gc
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests.toolbox.conftest import Fill
from tests.toolbox.receivables.desk import GOLDEN, document, golden, payment, refund
from toolbox.fake_upstream.faults import FaultBoard
from toolbox.fake_upstream.folder import ServedFolder
from toolbox.fake_upstream.server import Upstream, UpstreamServer
from toolbox.receivables.models import Collection, Receivable, Refund

HALF_A_CENT = 0.00500001
NEEDED = ["toolbox.tablas_cxc", "as_of=2024-06-15"]


@pytest.fixture
def services() -> Iterator[str]:
    """The golden folder served as the live services do."""
    upstream = Upstream(ServedFolder(GOLDEN, "demo", "demo"), FaultBoard())
    with UpstreamServer(0, upstream) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.url
        server.shutdown()
    # A process ends with its connections; here they outlive the command.
    gc.collect()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("source", ["folder", "http"])
def test_every_exported_figure_is_the_golden_one(
    source: str, source_folder: Fill, settings: Settings, services: str, tmp_path: Path
) -> None:
    source_folder()
    settings.TOOLBOX_SOURCE_DIR = GOLDEN
    if source == "http":
        settings.TOOLBOX_SOURCE = "http"
        settings.TOOLBOX_ERP_URL = settings.TOOLBOX_RATES_URL = services
        settings.TOOLBOX_SHEET_URLS = {"sectores": f"{services}/sheets/sectores/exec"}
        settings.TOOLBOX_LISTS_FILE = str(GOLDEN / "listas.json")

    call_command("run_task", *NEEDED, "rules=legacy", "--inline", verbosity=0)
    file = tmp_path / "dim.csv"
    call_command("export_dataset", "CXCAcumuladoDim", "--format=csv", f"--to={file}", verbosity=0)

    with file.open(encoding="utf-8", newline="") as text:
        exported = {row["IdLiquidacionDet"]: row for row in csv.DictReader(text)}
    expected = golden("expected-cxc")
    assert len(exported) == len(expected) == 800
    for wanted in expected:
        row = exported[str(wanted["IdLiquidacionDet"])]
        for name, value in wanted.items():
            same = (
                abs(float(row[name]) - value) <= HALF_A_CENT
                if isinstance(value, float)
                else row[name] == str(value)
            )
            assert same, f"{wanted['IdLiquidacionDet']} {name}"
    total = sum(float(row["SaldoTotalPen"]) for row in exported.values())
    assert total == pytest.approx(26322124.66, abs=0.05), "cents rounded in each row"
    assert Collection.objects.count() == 551


@pytest.mark.django_db(transaction=True)
def test_the_three_tables_hold_what_bi_reads(source_folder: Fill, tmp_path: Path) -> None:
    source_folder(
        liquidaciones=[document()],
        pagos=[payment(TipoPago="PAGO PARCIAL", SaldoDeuda=0.1, MontoPago=9999.9)],
        devoluciones=[refund()],
        tipo_cambio=[{"fecha": "2024-06-15", "compra": 3.75, "venta": 3.76}],
    )
    call_command("run_task", *NEEDED, "--inline", verbosity=0)

    owed, paid, back = Receivable.objects.get(), Collection.objects.get(), Refund.objects.get()
    assert (str(owed.saldo_total), owed.estado_real) == ("0.10", "VENCIDO")
    assert (owed.anio, str(owed.mes_anio)) == ("2024", "enero-2024")
    assert (str(paid.monto_pago), paid.fecha_pago_modificacion) == ("9999.90", None)
    assert (str(back.monto_devolucion), back.estado_devolucion) == ("1000.00", 1)

    file = tmp_path / "payments.csv"
    call_command("export_dataset", "CXCPagosFact", "--format=csv", f"--to={file}", verbosity=0)
    assert "2024-03-20 09:15:00" in file.read_text(encoding="utf-8"), "the clock in Lima"
    assert paid.fecha_pago_creacion is not None
    assert paid.fecha_pago_creacion.isoformat() == "2024-03-20T09:15:00-05:00"
