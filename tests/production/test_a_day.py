"""The eight refreshes of a day, from services that misbehave: each ends as it should.

DAY_DOCUMENTS=60000 is the long form, of the size that the business has.
"""

import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.production.conftest import Site
from toolbox.fake_upstream.faults import Fault, FaultBoard, FaultKind
from toolbox.fake_upstream.folder import ServedFolder
from toolbox.fake_upstream.server import Upstream, UpstreamServer
from toolbox.samples.writing import SamplePlan, write_samples
from toolbox.sources import SourceName

pytestmark = pytest.mark.production

DOCUMENTS = int(os.environ.get("DAY_DOCUMENTS", "2000"))
SECONDS = 5 if DOCUMENTS < 10_000 else 60
"""How long an answer is waited for."""

REPORTS = ("kpi", "nuevos_clientes_nuevos_pagadores", "saldos", "actualizacion_reportes")
IN_PLACE = {"tipo_cambio", "actualizacion_reportes"}
"""Any refresh may add a rate that was missing, and one that fails leaves its mark."""

TABLES = ("tipo_cambio", *REPORTS, "kpi_acumulado", "CXCAcumuladoDim", "CXCPagosFact", "CXCDevFact")


@dataclass(frozen=True)
class Slot:
    """A refresh of the day, what goes wrong during it, how it ends, and what it publishes."""

    at: str
    job: str
    faults: tuple[tuple[SourceName, FaultKind, int], ...] = ()
    ends: tuple[str, ...] = ("succeeded", "partial")
    says: str = ""
    writes: tuple[str, ...] = ()


RATES, REPORT, DETAIL = "tipo_cambio", "tablas_reportes", "kpi_acumulado"
S, F = SourceName, FaultKind
DAY = (
    Slot("06:30", RATES, ((S.RATES, F.FLAKY, 10**9),), ("succeeded", "partial"),
         writes=("tipo_cambio",)),
    Slot("07:00", REPORT, ((S.PLACEMENTS, F.TOKEN_EXPIRED, 1),), writes=REPORTS),
    Slot("07:30", DETAIL, ((S.PLACEMENTS_ACCUMULATED, F.TOO_MANY, 2),), writes=("kpi_acumulado",)),
    Slot("08:00", "tablas_cxc", ((S.PAYMENTS, F.TIMEOUT, 1),), writes=TABLES[-3:]),
    Slot("12:00", REPORT, ((S.SECTORS, F.HTML, 9),), ("failed",),
         "sectores answered with an HTML page"),
    Slot("12:30", DETAIL, ((S.PLACEMENTS_ACCUMULATED, F.TRUNCATED, 9),), ("failed",),
         "colocaciones-0 broke off in the middle"),
    Slot("13:00", "tablas_cxc", ((S.SETTLEMENTS, F.CUT_OFF, 1), (S.REFUNDS, F.UNAVAILABLE, 1)),
         writes=TABLES[-3:]),
    Slot("18:00", REPORT, writes=REPORTS),
)  # fmt: skip


@dataclass(frozen=True)
class Services:
    """The stand-in for the live services."""

    url: str
    board: FaultBoard

    def environment(self, folder: Path) -> dict[str, str]:
        """Return the settings that point to it."""
        names = ("FUERA_SISTEMA_PEN", "FUERA_SISTEMA_USD", "SECTORES", "REFERIDOS", "SALDOS")
        sheets = {
            f"TOOLBOX_SHEET_{name}_URL": f"{self.url}/sheets/{name.lower().replace('_', '-')}/exec"
            for name in names
        }
        return sheets | {
            "TOOLBOX_SOURCE": "http",
            "TOOLBOX_ERP_URL": self.url,
            "TOOLBOX_ERP_USER": "demo",
            "TOOLBOX_ERP_PASSWORD": "demo",
            "TOOLBOX_RATES_URL": self.url,
            "TOOLBOX_LISTS_FILE": str(folder / "listas.json"),
            "TOOLBOX_ERP_SECONDS": str(SECONDS),
            "TOOLBOX_SHEET_SECONDS": str(SECONDS),
            "LEASE_SECONDS": "30",
        }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources up to today."""
    folder = tmp_path_factory.mktemp("day")
    today = datetime.now(ZoneInfo("America/Lima")).date()
    write_samples(folder, SamplePlan(DOCUMENTS, seed=7, until=today))
    return folder


@pytest.fixture
def services(folder: Path) -> Iterator[Services]:
    """They answer until the test is over."""
    board = FaultBoard()
    with UpstreamServer(0, Upstream(ServedFolder(folder, "demo", "demo"), board)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield Services(server.url, board)
        server.shutdown()


@pytest.fixture
def console(
    servers: tuple[str, str], services: Services, folder: Path, tmp_path: Path
) -> Iterator[Site]:
    """A console with a database of its own and a worker, before its first refresh."""
    database, broker = servers
    name = f"verify4_{secrets.token_hex(4)}"
    around = Site(tmp_path, database, broker)
    around.rows(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
    own = f"{database.rsplit('/', 1)[0]}/{name}"
    site = Site(tmp_path, own, broker, **services.environment(folder))
    site.broker.flushdb()
    site.manage("migrate", "--verbosity=0")
    site.rows(earlier_rates(folder))
    site.worker(children=1)
    yield site
    site.stop()
    around.rows(f"DROP DATABASE {name}")
    site.broker.close()


def earlier_rates(folder: Path) -> str:
    """Return what puts the rates into their table that it had the month before."""
    rates = {row["fecha"]: row for row in json.loads((folder / "tipo-cambio.json").read_bytes())}
    rows = [f"('{day}', {row['compra']}, {row['venta']})" for day, row in sorted(rates.items())]
    columns = "TipoCambioFecha, TipoCambioCompra, TipoCambioVenta"
    return f"INSERT INTO tipo_cambio ({columns}) VALUES {', '.join(rows[:-30])}"


def checksums(site: Site) -> dict[str, Any]:
    """What each table holds, as a number."""
    found = site.rows(f"CHECKSUM TABLE {', '.join(TABLES)}")
    return {name.rpartition(".")[2]: number for name, number in found}


def carried_out(site: Site, job: str) -> dict[str, Any]:
    done = site.manage("run_task", f"toolbox.{job}", "--wait", "--json", check=False)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_every_refresh_of_a_day_ends_as_it_should_and_nothing_is_half_written(
    console: Site, services: Services, record_property: Callable[[str, Any], None]
) -> None:
    before = checksums(console)
    for slot in DAY:
        services.board.reset()
        for source, kind, times in slot.faults:
            services.board.switch(Fault(source, kind, times))
        began = time.monotonic()
        run = carried_out(console, slot.job)
        record_property(f"{slot.at} {slot.job}, seconds", round(time.monotonic() - began, 1))

        assert run["status"] in slot.ends, (slot, run["error"])
        if slot.says:
            assert slot.says in run["error"]["message"].format(**run["error"]["fields"])
        after = checksums(console)
        changed = {name for name in TABLES if after[name] != before[name]}
        assert published(console, run["id"]) - IN_PLACE == {*slot.writes} - IN_PLACE, slot
        assert changed - IN_PLACE <= {*slot.writes}, slot
        before = after

    assert staged(console) == []
    marks = "SELECT estado FROM actualizacion_reportes ORDER BY ultima_actualizacion"
    assert console.rows(marks) == [("Success",), ("Error",), ("Success",)]
    assert same_run(console, REPORTS[:3])
    assert same_run(console, TABLES[-3:])
    [(documents,)] = console.rows("SELECT COUNT(*) FROM kpi")
    assert 0.95 * DOCUMENTS < documents < 1.05 * DOCUMENTS
    assert untied(console) == []


def published(site: Site, run: str) -> set[str]:
    """The tables of which the run made a new version."""
    versions = (
        "SELECT dataset FROM tasks_admin_datasetversion WHERE REPLACE(run_id, '-', '') = '{}'"
    )
    return {name for (name,) in site.rows(versions.format(run.replace("-", "")))}


def staged(site: Site) -> list[Any]:
    """The staging tables that were left behind."""
    return site.rows(
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
        " AND TABLE_NAME LIKE '%\\_\\_%' AND TABLE_NAME NOT LIKE '%\\_\\_previous'"
    )


def same_run(site: Site, tables: tuple[str, ...]) -> bool:
    """Whether the newest versions of the tables are of one run."""
    runs = {
        site.rows(
            f"SELECT run_id FROM tasks_admin_datasetversion WHERE dataset = '{table}'"
            " ORDER BY id DESC LIMIT 1"
        )[0]
        for table in tables
    }
    return len(runs) == 1


def untied(site: Site) -> list[Any]:
    """The control totals that do not tie, of all runs."""
    return site.rows("SELECT label, actual, expected FROM tasks_admin_runcontrol WHERE NOT ties")
