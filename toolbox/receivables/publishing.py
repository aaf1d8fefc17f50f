"""The three tables swapped in together."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from background import Dataset, Publication, TaskContext
from toolbox.receivables.computing import Computed, Progress
from toolbox.receivables.dataset import COLLECTIONS, RECEIVABLES, REFUNDS
from toolbox.receivables.store import Spool, holds_refunds
from toolbox.sources import SourceName


def publish(
    ctx: TaskContext, computed: Computed, as_of: date, allow_shrink: bool, progress: Progress
) -> dict[str, int]:
    """Publish the tables at once and return the rows of each, by its name.

    Refunds may be none: then their table stays as it was, and the run is incomplete if that
    held any. Raises PublicationRefused and LeaseLost, and then every table stays.
    """
    spools: dict[str, tuple[Dataset, Spool]] = {
        RECEIVABLES.name: (RECEIVABLES, computed.documents.spool),
        COLLECTIONS.name: (COLLECTIONS, computed.payments.spool),
        REFUNDS.name: (REFUNDS, computed.refunds.spool),
    }
    if not computed.refunds.spool.rows:
        del spools[REFUNDS.name]
        _tell_no_refunds(ctx)
    total = sum(spool.rows for _, spool in spools.values())
    told = _Told(progress, total)
    published = ctx.publish(
        *[
            Publication(dataset, told.batches(spool), as_of, allow_shrink)
            for dataset, spool in spools.values()
        ]
    )
    rows = {one.dataset: one.rows for one in published}
    ctx.log_success(
        "Published {documents} documents, {payments} payments and {refunds} refunds",
        documents=rows[RECEIVABLES.name],
        payments=rows[COLLECTIONS.name],
        refunds=rows.get(REFUNDS.name, 0),
    )
    return rows


def _tell_no_refunds(ctx: TaskContext) -> None:
    if holds_refunds():
        ctx.incomplete(
            "{source} has no rows: the table of refunds stays as it was",
            source=SourceName.REFUNDS.value,
        )
    else:
        ctx.log_info("There are no refunds to publish")


class _Told:
    """Tells how many rows of all tables have been taken."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress = progress
        self.total = total
        self.taken = 0

    def batches(self, spool: Spool) -> Iterator[pl.DataFrame]:
        """Yield the spool's batches."""
        for batch in spool.batches():
            yield batch
            self.taken += batch.height
            self.progress(self.taken, self.total)
