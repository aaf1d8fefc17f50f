"""The two guarantee funds, read from their sheets and joined to the placements."""

from datetime import date

import polars as pl

from background import TaskContext
from toolbox.lists.valid import lists_for
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import Rules
from toolbox.placements.gathering import optional
from toolbox.reports.accounting import lacking
from toolbox.reports.calc import funds
from toolbox.reports.pricing import fund_terms
from toolbox.sources import Source, SourceName


def funded(
    ctx: TaskContext, source: Source, placements: pl.DataFrame, as_of: date, rules: Rules
) -> pl.DataFrame:
    """Add what the money costs with its fund; a sheet that is not configured has no rows.

    Raises SourceFailed where a sheet lacks its columns.
    """
    try:
        crecer = _sheet(ctx, source, SourceName.FUND_CRECER, as_of)
        promoted = _sheet(ctx, source, SourceName.FUND_PROMOTIONAL, as_of)
        shares = pl.DataFrame(schema=dict(funds.GUARANTEES))
        if crecer is not None:
            shares = funds.guarantees(crecer, SourceName.FUND_CRECER.value, rules)
        codes = pl.DataFrame(schema=dict(funds.CODES))
        if promoted is not None:
            codes = funds.promotional(promoted, SourceName.FUND_PROMOTIONAL.value)
    except MissingColumns as problem:
        raise lacking(problem) from problem
    return funds.with_funds(placements, shares, codes, fund_terms(lists_for(source, as_of), rules))


def _sheet(ctx: TaskContext, source: Source, name: SourceName, as_of: date) -> pl.DataFrame | None:
    snapshot = optional(ctx, source, name, as_of)
    return snapshot.scan().collect() if snapshot is not None and snapshot.rows else None
