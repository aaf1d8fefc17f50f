"""A reader that looks at every table again and again, and sources of which each cell tells."""

import json
import time
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

from tests.chaos.site import Site
from tests.toolbox.placements import desk as placements
from tests.toolbox.receivables import desk as receivables
from toolbox.reports.calc.balances import AMOUNTS

EVERY = 0.05
CASH = "CASE EvolucionCaja WHEN 1 THEN 'A' WHEN 2 THEN 'B' END"
TOGETHER = (
    {"kpi": "Ejecutivo", "nuevos_clientes_nuevos_pagadores": "Ejecutivo", "saldos": CASH},
    {"kpi_acumulado": "Ejecutivo"},
    {
        "CXCAcumuladoDim": "Ejecutivo",
        "CXCPagosFact": "ObservacionPago",
        "CXCDevFact": "ObservacionDevolucion",
    },
    {"tipo_cambio": "'-'", "actualizacion_reportes": "'-'"},
)
"""Tables that are swapped in together, and the column that tells whose version a row is of."""


def write_sources(folder: Path, who: str, rows: int) -> None:
    """Write sources of so many documents, each of which says whose it is: A's or B's."""
    folder.mkdir(parents=True)
    one = {"Ejecutivo": who}
    cash = dict.fromkeys(AMOUNTS, 1 if who == "A" else 2)
    sources = {
        "colocaciones-2": [placements.document(**one, NroDocumento=f"F{n}") for n in range(rows)],
        "colocaciones-0": [
            placements.accumulated(**one, NroDocumento=f"F{n}") for n in range(rows)
        ],
        "saldos": [cash | {"FechaOperacion": f"2024-01-{n:02}"} for n in range(1, 29)],
        "liquidaciones": [
            receivables.document(**one, IdLiquidacionDet=n, NroDocumento=f"F{n}")
            for n in range(rows)
        ],
        "pagos": [
            receivables.payment(IdLiquidacionPago=n, IdLiquidacionDet=n, ObservacionPago=who)
            for n in range(rows)
        ],
        "devoluciones": [
            receivables.refund(
                IdLiquidacionDevolucion=n, IdLiquidacionDet=n, ObservacionDevolucion=who
            )
            for n in range(rows)
        ],
        "tipo-cambio": [{"fecha": "2024-01-15", "compra": 3.69, "venta": 3.7}],
    }
    for name, content in sources.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


class Reader(Thread):
    """Reads on a connection of its own, as a report does; keeps whatever it should not see."""

    def __init__(self, site: Site, rows: int) -> None:
        super().__init__(daemon=True)
        self.site, self.rows = site, rows
        self.looks = 0
        self.slowest = 0.0
        self.seen: set[str] = set()
        self.faults: list[Any] = []
        self._over = Event()

    def run(self) -> None:
        """Look at each group of tables in one statement, until told to stop."""
        with closing(self.site._connect()) as connection:
            while not self._over.wait(EVERY):
                for group in TOGETHER:
                    began = time.monotonic()
                    try:
                        cursor = connection.cursor()
                        cursor.execute(_statement(group))
                        self._judge([tuple(row) for row in cursor.fetchall()])
                        connection.commit()
                    except Exception as error:  # noqa: BLE001 - whatever a report would meet
                        self.faults.append(repr(error))
                    self.slowest = max(self.slowest, time.monotonic() - began)
                self.looks += 1

    def stop(self) -> None:
        """End it, and wait until it has."""
        self._over.set()
        self.join()

    def _judge(self, found: list[tuple[Any, ...]]) -> None:
        """Every table full, of one version, and that the same in all of them."""
        versions = {one for row in found for one in row[2:]}
        full = all(rows >= 1 for _, rows, *_ in found)
        whole = all(rows == self.rows for table, rows, *_ in found if table in self._counted)
        if not full or not whole or len(versions) != 1:
            self.faults.append(found)
        self.seen |= versions

    _counted = frozenset({"kpi", "kpi_acumulado", "CXCAcumuladoDim", "CXCPagosFact", "CXCDevFact"})


def _statement(group: dict[str, str]) -> str:
    return " UNION ALL ".join(
        f"SELECT '{table}', COUNT(*), MIN({column}), MAX({column}) FROM {table}"
        for table, column in group.items()
    )
