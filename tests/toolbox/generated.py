"""A generated set of sources carried through both calculations, as frames."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from toolbox.placements.calc import calculation as placements
from toolbox.placements.calc import rules as placement_rules
from toolbox.placements.calc.inputs import Inputs, Named
from toolbox.placements.calc.rules import Rules
from toolbox.rates.calc import RATE_SCHEMA
from toolbox.receivables.calc import calculation as receivables
from toolbox.receivables.calc import inputs as receivable_inputs
from toolbox.receivables.calc import rules as receivable_rules
from toolbox.receivables.calc.balances import Cut
from toolbox.receivables.calc.payments import PAYMENT_SCHEMA, by_document
from toolbox.receivables.calc.sheets import payments_of
from toolbox.receivables.gathering import as_read
from toolbox.samples.writing import ARRAYS, UNTIL, SamplePlan, write_samples
from toolbox.sources import SourceName
from toolbox.sources.folder import FolderSource
from toolbox.sources.snapshots import SnapshotStore

SHEETS = (SourceName.OUT_OF_SYSTEM_PEN, SourceName.OUT_OF_SYSTEM_USD)
NOT_READ = (SourceName.PLACEMENTS_ACCUMULATED, SourceName.INVOICES)


@dataclass(frozen=True)
class Made:
    """What a calculation makes of the sources: the table, the rows set aside, and the payments."""

    rows: pl.DataFrame
    set_aside: pl.DataFrame
    payments: pl.DataFrame


@dataclass(frozen=True)
class Generated:
    """The sources of one folder, every cell the text that the source wrote."""

    source: FolderSource
    until: date = UNTIL

    def read(self, name: SourceName) -> pl.DataFrame:
        """Return the rows of a source."""
        return self.source.fetch(name, until=self.until).scan().collect()

    @cached_property
    def named(self) -> Mapping[SourceName, Named]:
        """Every source as the calculations take it."""
        wanted = (
            SourceName.PLACEMENTS, *SHEETS, SourceName.SECTORS, SourceName.REFERRALS,
            SourceName.SETTLEMENTS, SourceName.PAYMENTS, SourceName.REFUNDS,
        )  # fmt: skip
        return {
            name: Named(name.value, self.source.fetch(name, until=self.until).scan())
            for name in wanted
        }

    @cached_property
    def rates(self) -> pl.DataFrame:
        """The rates of the source's own file, one a day."""
        known = self.read(SourceName.RATES).unique("fecha", keep="last", maintain_order=True)
        return known.select(
            pl.col("fecha").str.to_date().alias("TipoCambioFecha"),
            pl.col("compra").cast(pl.Float64).alias("TipoCambioCompra"),
            pl.col("venta").cast(pl.Float64).alias("TipoCambioVenta"),
        ).select(*RATE_SCHEMA)

    def placements(self, rules: Rules) -> Made:
        """Carry the placements out."""
        inputs = Inputs(
            report=self.named[SourceName.PLACEMENTS],
            sheets=[self.named[name] for name in SHEETS],
            sectors=self.named[SourceName.SECTORS],
            referrals=self.named[SourceName.REFERRALS],
            rates=self.rates,
            aliases=self.source.lists().alias_ejecutivos,
        )
        prepared = placements.prepare(inputs, placement_rules.RULE_SETS[rules])
        batches = list(prepared.batches())
        return _made(batches, pl.DataFrame())

    def receivables(self, rules: Rules) -> Made:
        """Carry the receivables out, as of the last day."""
        lists = as_read(self.source.lists())
        inputs = receivable_inputs.Inputs(
            documents=self.named[SourceName.SETTLEMENTS],
            payments=self.named[SourceName.PAYMENTS],
            refunds=self.named[SourceName.REFUNDS],
            sheets=[self.named[name] for name in SHEETS],
            sectors=self.named[SourceName.SECTORS],
            referrals=self.named[SourceName.REFERRALS],
            rates=self.rates,
            lists=lists,
        )
        chosen = receivable_rules.RULE_SETS[rules]
        prepared = receivables.prepare(inputs, chosen)
        paid = _made(list(prepared.payments()), pl.DataFrame()).rows
        settled = by_document(paid.lazy().select(*PAYMENT_SCHEMA))
        batches = list(prepared.batches(settled, Cut(self.until, 3.76, lists)))
        outside = prepared.out_of_system()[0] if prepared.sheets.rows.height else None
        if outside is not None:
            paid = pl.concat([paid, payments_of(outside, chosen).select(paid.columns)])
        return _made(batches, paid)


def generated(folder: Path, documents: int, seed: int = 7) -> Generated:
    """Write so many documents with every odd case among them, and return them to be read."""
    only = [name for name in ARRAYS if name not in NOT_READ]
    write_samples(folder, SamplePlan(documents, seed, only=only))
    return Generated(FolderSource(folder, SnapshotStore(folder / "snapshots")))


def _made(batches: Sequence[placements.Batch | receivables.Batch], payments: pl.DataFrame) -> Made:
    rows = pl.concat(batch.rows for batch in batches)
    return Made(rows, pl.concat([one.set_aside for one in batches], how="diagonal"), payments)
