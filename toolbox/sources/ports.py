"""What the jobs may ask of the outside world, whatever stands behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import polars as pl
from pydantic import BaseModel, ConfigDict

from toolbox.dated import Stretch

ROW = "_row"
"""The column of a scanned snapshot that holds the row's place in the source, from 1."""


class SourceName(StrEnum):
    """The sources, named as their files are in a source folder."""

    PLACEMENTS = "colocaciones-2"
    PLACEMENTS_ACCUMULATED = "colocaciones-0"
    OUT_OF_SYSTEM_PEN = "fuera-sistema-pen"
    OUT_OF_SYSTEM_USD = "fuera-sistema-usd"
    SECTORS = "sectores"
    REFERRALS = "referidos"
    BALANCES = "saldos"
    SETTLEMENTS = "liquidaciones"
    PAYMENTS = "pagos"
    REFUNDS = "devoluciones"
    RATES = "tipo-cambio"
    FUND_CRECER = "fondo-crecer"
    FUND_PROMOTIONAL = "fondo-promocional"
    DEFERRED_PEN = "diferido-contable-mn"
    DEFERRED_USD = "diferido-contable-us"
    INVOICES = "comprobantes"
    LISTS = "listas"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One answer of one source, as it came, in a file that its digest names."""

    name: SourceName
    path: Path
    digest: str
    fetched_at: datetime
    rows: int
    parts: tuple[Path, ...]

    def scan(self) -> pl.LazyFrame:
        """Return the rows in source order: every column as text, nulls kept, and `_row` from 1.

        An empty source has no columns at all. A number is given as its shortest exact text,
        a date object of a sheet as the ISO text inside it.
        """
        if not self.parts:
            return pl.LazyFrame()
        schema: dict[str, pl.DataType] = {}
        for part in self.parts:
            schema.update(pl.read_parquet_schema(part))
        return pl.scan_parquet(
            list(self.parts),
            schema=schema,
            missing_columns="insert",
            row_index_name=ROW,
            row_index_offset=1,
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """The official exchange rate of one day, in soles per dollar."""

    bid: Decimal
    ask: Decimal


@dataclass(frozen=True, slots=True)
class RatesAnswer:
    """The rates that were found, by the day asked for, and why the others were not."""

    found: dict[date, Rate] = field(default_factory=dict)
    failed: dict[date, str] = field(default_factory=dict)


class FixedLists(BaseModel):
    """The lists that the business keeps by hand.

    Aliases of executives, special settlements, rates by name, and the executives whose commission
    has a rule of its own: external ones with their rate, special ones.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    alias_ejecutivos: dict[str, str] = {}
    mora_a_mayo: tuple[str, ...] = ()
    cobranza_especial: tuple[str, ...] = ()
    tasas: dict[str, Decimal] = {}
    """Rates by name (`toolbox.lists.models.BusinessRate`), for the rules in force."""

    tasas_por_dia: dict[str, tuple[Stretch, ...]] = {}
    """Those of them that hold on the day of an operation, with all their days."""

    ejecutivos_externos: dict[str, float] = {}
    """Executives from outside the house, and their share of the profit."""

    ejecutivos_especiales: tuple[str, ...] = ()


class Source(Protocol):
    """A place that the raw data comes from: the live services, a folder, or samples."""

    def fetch(self, name: SourceName, *, until: date) -> Snapshot:
        """Land the whole answer of one source, history up to and with `until`, and return it.

        Raises SourceNotConfigured where the source was never set up, and SourceFailed where it
        answered with anything but data. An empty answer is a snapshot of no rows.
        """
        ...

    def rates(self, days: Sequence[date]) -> RatesAnswer:
        """Ask for the rate of each day; a day that fails is reported, not raised.

        Raises SourceNotConfigured, or SourceFailed where the service as a whole is down.
        """
        ...

    def lists(self) -> FixedLists:
        """Return the fixed lists, empty ones where none are configured."""
        ...
