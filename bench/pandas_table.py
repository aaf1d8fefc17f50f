"""Rows into a table as pandas does it: `to_sql`, the indexes, and a change of names.

What the job does, done plainly: the same columns with the same types (DECIMAL and DATE), amounts of
six decimals, the same indexes, the version before kept, all rows new at once, and the totals by
month that a run shows.
"""

import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd

from toolbox.placements.calc import columns
from toolbox.placements.calc.summary import MEASURES

INDEXES = (
    "CodigoLiquidacion, NroDocumento", "CodigoLiquidacion", "FechaOperacion", "Mes", "Ejecutivo",
    "Referencia", "TipoOperacion", "Moneda", "RUCCliente", "RUCPagador", "Sector", "GrupoEco",
    "FueraSistema", "TipoCambioEstado",
)  # fmt: skip


def store(rows: list[dict[str, Any]], database: Path) -> pd.DataFrame:
    """Publish the rows as `kpi`; return the totals by month and currency."""
    frame = pd.DataFrame(rows)[list(columns.TABLE_COLUMNS)]
    frame[list(columns.AMOUNTS)] = frame[list(columns.AMOUNTS)].astype(float).round(6)
    kinds = dict.fromkeys(columns.TABLE_COLUMNS, "VARCHAR(255)")
    kinds |= dict.fromkeys(columns.AMOUNTS, "DECIMAL(18,6)")
    kinds |= dict.fromkeys((*columns.DATES, "TipoCambioFecha"), "DATE")
    kinds |= dict.fromkeys(columns.LONG_TEXTS, "TEXT") | {"DiasEfectivo": "INTEGER"}
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        frame.to_sql("kpi_new", connection, if_exists="replace", dtype=kinds, index_label="id")
        for number, names in enumerate(INDEXES):
            connection.execute(f"CREATE INDEX kpi_new_{number} ON kpi_new ({names})")
        connection.execute("DROP TABLE IF EXISTS kpi_previous")
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'kpi'").fetchone():
            connection.execute("ALTER TABLE kpi RENAME TO kpi_previous")
        connection.execute("ALTER TABLE kpi_new RENAME TO kpi")
    return frame.groupby(["Mes", "Moneda"])[list(MEASURES)].sum()
