"""Everything that one refresh of the report tables publishes, worked out from one snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from background import Publication, TaskContext
from toolbox.placements.calc.rules import Rules
from toolbox.placements.dataset import KPI
from toolbox.placements.producing import END, PUBLISH, Placements, produce, span
from toolbox.placements.store import Spool
from toolbox.reports import store
from toolbox.reports.calc.newcomers import newcomers
from toolbox.reports.dataset import ACTUALIZACION, NUEVOS, SALDOS
from toolbox.reports.treasury import Balances, balances
from toolbox.sources import Source, SourceName


@dataclass(frozen=True, slots=True)
class Refresh:
    """The rows of every table, ready to be published together."""

    as_of: date
    placements: Placements
    spool: Spool
    newcomers: pl.DataFrame
    balances: Balances | None

    def publications(self, ctx: TaskContext, *, allow_shrink: bool) -> Iterator[Publication]:
        """Yield what is to be swapped in at once; without balances their table stays."""
        yield Publication(KPI, self._told(ctx), self.as_of, allow_shrink)
        yield Publication(NUEVOS, [self.newcomers], self.as_of, allow_shrink)
        if self.balances:
            yield Publication(SALDOS, [self.balances.rows], self.as_of, allow_shrink)
        yield Publication(ACTUALIZACION, [store.marks_with(ctx.now())], self.as_of)

    def _told(self, ctx: TaskContext) -> Iterator[pl.DataFrame]:
        progress, taken = span(ctx, PUBLISH, END, "Publish"), 0
        for batch in self.spool.batches():
            yield batch
            taken += batch.height
            progress(taken, self.spool.rows)


def refresh(ctx: TaskContext, source: Source, as_of: date, rules: Rules) -> Refresh:
    """Read every source once and work the tables out.

    Raises SourceFailed and JobFailed; nothing has been published then.
    """
    placements = produce(ctx, source, SourceName.PLACEMENTS, as_of, rules)
    found = balances(ctx, source, as_of, placements.calculation.rules)
    spool = Spool(ctx.workdir / "placements", placements.computed.batches())
    ctx.progress(PUBLISH, END, step="Find the new clients and payers")
    new = newcomers(spool.scan(), as_of)
    ctx.log_info(
        "{clients} new clients and {payers} new payers since the business began",
        clients=new["RUCCliente"].count(),
        payers=new["RUCPagador"].count(),
    )
    return Refresh(as_of, placements, spool, new, found)
