"""The balances read from their source, bad rows set aside."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from background import TaskContext
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import RuleSet
from toolbox.placements.gathering import optional
from toolbox.quarantine.gate import Gate
from toolbox.reports.accounting import lacking
from toolbox.reports.calc.balances import read_balances
from toolbox.sources import Snapshot, Source, SourceFailed, SourceName


@dataclass(frozen=True, slots=True)
class Balances:
    """The days that can be published, and how many rows there were."""

    rows: pl.DataFrame
    read: int

    @property
    def set_aside(self) -> int:
        """How many rows cannot be used."""
        return self.read - self.rows.height


def balances(ctx: TaskContext, source: Source, as_of: date, rules: RuleSet) -> Balances | None:
    """Return the balances, None where their sheet is not configured.

    Raises SourceFailed for an empty sheet or one without its columns, and JobFailed where more
    rows are bad than the rules allow.
    """
    snapshot = optional(ctx, source, SourceName.BALANCES, as_of)
    if snapshot is None:
        return None
    good, bad = _read(snapshot)
    Gate(ctx, snapshot.rows, rules.max_bad_share).set_aside(bad)
    return Balances(good, snapshot.rows)


def _read(snapshot: Snapshot) -> tuple[pl.DataFrame, pl.DataFrame]:
    if snapshot.rows == 0:
        raise SourceFailed(
            "{source} has no rows at all, so nothing was changed. Check the sheet, then run the "
            "task again.",
            source=snapshot.name.value,
        )
    try:
        return read_balances(snapshot.scan(), snapshot.name.value)
    except MissingColumns as problem:
        raise lacking(problem) from problem
