"""What the accountant keeps outside: deferred income by month, and the invoices issued."""

from datetime import date

import polars as pl

from background import TaskContext
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import RuleSet
from toolbox.placements.gathering import optional, tell
from toolbox.quarantine.gate import as_told
from toolbox.reports.calc import deferral, sales
from toolbox.sources import Source, SourceFailed, SourceName

BOOKS = {"PEN": SourceName.DEFERRED_PEN, "USD": SourceName.DEFERRED_USD}


def accounted(ctx: TaskContext, source: Source, as_of: date) -> pl.DataFrame | None:
    """Return the accountant's deferred income, None where neither currency is configured.

    Raises SourceFailed where a sheet lacks its columns.
    """
    found = []
    for currency, name in BOOKS.items():
        snapshot = optional(ctx, source, name, as_of)
        if snapshot is None or not snapshot.rows:
            continue
        try:
            found.append(deferral.accounted(snapshot.scan().collect(), name.value, currency))
        except MissingColumns as problem:
            raise lacking(problem) from problem
    return pl.concat(found) if found else None


def lacking(problem: MissingColumns) -> SourceFailed:
    """Return, to be raised, which columns a source lacks."""
    return SourceFailed(
        "{source} lacks the columns {columns}. Put them back where it comes from, then run "
        "the task again.",
        source=problem.source,
        columns=", ".join(problem.missing),
    )


def invoices(ctx: TaskContext, source: Source, as_of: date, rules: RuleSet) -> pl.DataFrame:
    """Return the company's own invoices; those that cannot be used are set aside.

    Raises SourceNotConfigured, and SourceFailed where the list lacks its columns.
    """
    snapshot = source.fetch(SourceName.INVOICES, until=as_of)
    tell(ctx, snapshot)
    if not snapshot.rows:
        raise SourceFailed(
            "{source} has no rows at all, so nothing was changed. Check the sheet, then run the "
            "task again.",
            source=snapshot.name.value,
        )
    try:
        good, bad = sales.read_invoices(snapshot.scan().collect(), snapshot.name.value, rules)
    except MissingColumns as problem:
        raise lacking(problem) from problem
    if bad.height:
        ctx.quarantine(*as_told(bad))
        ctx.incomplete(
            "{rows} invoices cannot be used and are in no month: look at the rows set aside",
            rows=bad.height,
        )
    return good
